internal import FileSessions

/// What was found of one strategy where the power fails, on one file system and with one durability.
struct PowerCutResult: Sendable {
  let powerCut: PowerCut
  let cells: [ScenarioResult]
  /// Whether the strategy promises it.
  let leavesNothingBehind: Bool

  /// Without durability nothing is promised: what is lost then is looked for under the presets alone.
  /// - Parameter isQuick: explores one client alone.
  static func all(
    _ strategy: FileSessionStore.Strategy, isPreset: Bool, isQuick: Bool, bound: Int
  ) -> [PowerCutResult] {
    FileSessionStore.Durability.allCases.filter { isPreset || $0 != .none }.flatMap { durability in
      let automaton = Automaton(strategy, SimulatedKernel(), durability: durability)
      return FileSessionStore.FileSystemModel.allCases.map { fileSystem in
        let powerCut = PowerCut(fileSystem: fileSystem, durability: durability)
        let scenarios = Scenario.powerCuts(powerCut, isQuick: isQuick)
        return PowerCutResult(
          powerCut: powerCut, cells: scenarios.map { ScenarioResult(automaton, $0, bound: bound) },
          leavesNothingBehind: automaton.leavesNothingBehind)
      }
    }
  }

  var states: Int { cells.reduce(0) { $0 + $1.states } }

  /// What any of the strategies declares otherwise than was computed.
  func differences(_ strategies: [FileSessionStore.Strategy]) -> [String] {
    FileSessionStore.PowerCutGuarantees.named.compactMap { name, guarantee in
      let isComputed = guarantees.contains(guarantee)
      let isDeclared = strategies.map {
        $0.guarantees(afterPowerCutOn: powerCut.fileSystem, durability: powerCut.durability).contains(guarantee)
      }
      guard isDeclared.contains(!isComputed) else { return nil }
      return "\(isComputed ? "+" : "-")\(name) after a power cut on \(powerCut.name)"
    }
  }

  /// What was computed: a promise is kept if no image of the disk breaks it.
  var guarantees: FileSessionStore.PowerCutGuarantees {
    let findings = cells.flatMap(\.findings).filter { leavesNothingBehind || $0.violation != .leftBehind }
    // Durable stores make other calls; what goes wrong with those without a cut is no better.
    guard findings.allSatisfy(\.isPowerCut) else { return [] }
    return findings.reduce(into: .everything) { $0.subtract($1.violation.powerCutGuarantee) }
  }
}

extension Violation {
  /// The promise that it breaks where the power failed.
  fileprivate var powerCutGuarantee: FileSessionStore.PowerCutGuarantees {
    switch self {
    case .tornRead: .wholeValues
    case .resurrected: .deletesSurvive
    case .blocked, .leftBehind, .unexpectedError: .staysUsable
    default: .changesSurvive
    }
  }
}
