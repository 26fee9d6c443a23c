public import FileSessions

/// Strategy by guarantee, computed.
public struct GuaranteeTable: Sendable {
  public let rows: [StrategyResult]

  /// What is explored.
  public enum Part: CaseIterable, Sendable { case interleavings, powerCuts }

  /// More states than any cell has. One that comes to it is reported as bounded, never as sound.
  public static let bound = 8_000_000

  public var states: Int { rows.reduce(0) { $0 + $1.states } }

  /// Explores every scenario under every strategy of a list.
  /// - Parameter progress: called before the first and after each strategy with how many are done, and of how many.
  public static func compute(
    _ strategies: [FileSessionStore.Strategy], isQuick: Bool, parts: [Part] = Part.allCases, bound: Int = bound,
    workers: Int = 2,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) async -> GuaranteeTable {
    let groups = Self.groups(strategies)
    progress(0, groups.count)
    let rows = await withTaskGroup(of: (Int, StrategyResult).self) { group in
      var next = 0
      func start() {
        guard next < groups.count, !Task.isCancelled else { return }
        let (index, members) = (next, groups[next])
        next += 1
        group.addTask { (index, explore(members, isQuick: isQuick, parts: parts, bound: bound)) }
      }
      for _ in 0..<workers { start() }
      var found: [Int: StrategyResult] = [:]
      for await (index, row) in group {
        found[index] = row
        progress(found.count, groups.count)
        start()
      }
      return found.sorted { $0.key < $1.key }.map(\.value)
    }
    return GuaranteeTable(rows: rows)
  }

  private static func explore(
    _ members: [FileSessionStore.Strategy], isQuick: Bool, parts: [Part], bound: Int
  ) -> StrategyResult {
    let scenarios =
      parts.contains(.interleavings) ? Scenario.all(of: members[0], members, isQuick: isQuick) : []
    let cells = Scenario.Memory.allCases.flatMap { memory in
      Automaton.Tries.allCases.flatMap { tries in
        Automaton.Clock.allCases.flatMap { clock in
          let automaton = Automaton(members[0], SimulatedKernel(), memory: memory, tries: tries, clock: clock)
          return scenarios.filter { $0.memory == memory && $0.tries == tries && $0.clock == clock }
            .map { ScenarioResult(automaton, $0, bound: bound) }
        }
      }
    }
    let isPreset = members.contains { $0.presetName != nil }
    let isSafe = members[0].guarantees.isSuperset(of: [.sound, .killSafe])
    // One that loses sessions without a power cut promises nothing after one.
    let powerCuts =
      parts.contains(.powerCuts) && isSafe
      ? PowerCutResult.all(members[0], isPreset: isPreset, isQuick: isQuick || !isPreset, bound: bound) : []
    return StrategyResult(strategy: members[0], members: members, cells: cells, powerCuts: powerCuts)
  }

  /// Strategies that make the same calls with locks of the same ownership are explored once.
  ///
  /// Where `open(2)` cannot lock, flock stands in for it. (flock and OFD locks both belong to the open file
  /// description, but a refused change from shared to exclusive gives up the one and keeps the other.)
  static func groups(_ strategies: [FileSessionStore.Strategy]) -> [[FileSessionStore.Strategy]] {
    var groups: [[FileSessionStore.Strategy]] = []
    var places: [FileSessionStore.Strategy: Int] = [:]
    for strategy in strategies {
      let representative = strategy.representative
      if let place = places[representative] {
        groups[place].append(strategy)
      } else {
        places[representative] = groups.count
        groups.append([strategy])
      }
    }
    return groups
  }
}

extension FileSessionStore.Strategy {
  /// The strategy that is explored in this one's place.
  var representative: Self {
    switch shape {
    // A truncating open is another sequence of calls where the lock comes with it.
    case .dataFile(.openFlag, _, .truncateOnOpen, _): self
    case .dataFile(let lock, let recheck, let write, let readers):
      .dataFile(lock.representative, recheck: recheck, write: write, readers: readers)
    case .lockFile(let lock, let file, let write, let readers):
      .lockFile(lock.representative, file, write: write, readers: readers)
    case .striped(let lock, let files, let write, let readers):
      .striped(lock.representative, files: files, write: write, readers: readers)
    case .slots(let lock): .slots(lock.representative)
    case .byteRange, .unlocked: self
    }
  }
}

extension FileSessionStore.Strategy.Lock {
  fileprivate var representative: Self { self == .openFlag ? .flock : self }
}
