package import FileSessions

/// What is compared, and how hard.
package struct ComparisonPlan: Sendable {
  package var strategies: [FileSessionStore.Strategy] = FileSessionStore.Strategy.presets.map(\.strategy)
  package var processes = 2
  /// Tasks per process, all at work on the same sessions.
  package var tasks = 4
  package var sessions = 64
  /// Bytes of a payload in the timed phase; in the catch phase sizes vary around it.
  package var payload = 512
  /// Of the timed phase.
  package var mix = OperationMix.usual
  package var timedSeconds = 5.0
  package var catchSeconds = 5.0
  package var durability = FileSessionStore.Durability.none
  /// How thoroughly operations are held against their floors; `nil` for not at all.
  package var floors: FloorEffort? = .full

  package init() {}

  /// What makes no sense about it, for the user; `nil` where all is well.
  package var objection: String? {
    if strategies.isEmpty { return "name at least one strategy" }
    for (index, strategy) in strategies.enumerated() where strategies[..<index].contains(strategy) {
      return "\(strategy.label) is named twice"
    }
    if !(1...64).contains(processes) { return "--processes has to lie between 1 and 64" }
    if !(1...64).contains(tasks) { return "--tasks has to lie between 1 and 64" }
    if !(8...100_000).contains(sessions) { return "--sessions has to lie between 8 and 100000" }
    let smallest = TimedPayload.smallest(processes: processes)
    if !(smallest...(1 << 20)).contains(payload) {
      return "--payload has to lie between \(smallest) (for the marks that the audit needs) and \(1 << 20)"
    }
    if let objection = mix.objection { return objection }
    if !(0.1...3600).contains(timedSeconds) { return "--seconds has to lie between 0.1 and 3600" }
    if !(0.1...3600).contains(catchSeconds) { return "--catch-seconds has to lie between 0.1 and 3600" }
    return nil
  }
}

extension FileSessionStore.Strategy {
  /// What a table calls it: the preset's name, or the definition.
  package var label: String { presetName ?? description }
}

extension FileSessionStore.Durability {
  package var name: String {
    switch self {
    case .none: "none"
    case .data: "data"
    case .full: "full"
    }
  }
}
