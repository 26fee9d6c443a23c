internal import FileSessions

/// Says of states what is wrong with them. It remembers what it said: many states tell the same story.
final class Judge {
  private struct Story: Hashable {
    var outcomes: [UInt16]
    var before: [UInt16]
    var begun: UInt16
    var faulted: UInt8
    var last: Int
  }

  /// What is found when everybody is gone.
  struct Remains: Hashable {
    var last: Outcome
    /// Whether the session can be used: whoever comes next is not kept waiting, finds what a load found, and finds again what
    /// it wrote; and a sweep takes nothing from it.
    var isUsable: Bool
    /// What one sweep leaves although it serves nobody.
    var leftBehind: [String]
  }

  private struct Files: Hashable {
    var entries: [UInt16]
    var contents: [UInt32]
    var locks: [UInt32]
  }

  private let play: Play
  private let operations: [Operation]
  private var known: [Story: Violation?] = [:]
  private var remains: [Files: Remains] = [:]
  private let lasts = Interner<Outcome>()

  init(_ play: Play) {
    self.play = play
    operations = play.scenario.operations
  }

  /// After an operation returned.
  func violation(in world: World) -> Violation? { violation(in: world, last: nil) }

  private func violation(in world: World, last: Outcome?) -> Violation? {
    var begun: UInt16 = 0
    for operation in operations where hasBegun(operation, world) { begun |= 1 << UInt16(operation.index) }
    let story = Story(
      outcomes: world.outcomes.indices.map { world.outcomes[$0] },
      before: world.before.indices.map { world.before[$0] },
      begun: begun, faulted: world.faulted, last: last.map { lasts.number(of: $0) } ?? -1)
    if let known = known[story] { return known }
    let violation = history(of: world, last: last).violation
    known[story] = .some(violation)
    return violation
  }

  private func hasBegun(_ operation: Operation, _ world: World) -> Bool {
    let place = Int(world.places[operation.client])
    if operation.place != place { return operation.place < place }
    return world.phases[operation.client].isUnderWay || world.phases[operation.client] == .killed
  }

  func history(of world: World, last: Outcome?) -> History {
    var entries: [History.Entry] = []
    for operation in operations where hasBegun(operation, world) {
      let outcome = world.outcomes[operation.index]
      entries.append(
        History.Entry(
          operation: operation, before: world.before[operation.index],
          outcome: outcome == 0 ? nil : play.automaton.outcomes[Int(outcome) - 1],
          isFaulted: Int(world.faulted) == operation.index + 1))
    }
    return History(beginning: play.scenario.beginning, entries: entries, last: last)
  }

  /// Whether two clients are between their load and their save at once.
  func hasTwoHolders(_ world: World) -> Bool {
    var holders = 0
    for client in play.scenario.programs.indices where world.phases[client].isUnderWay {
      if play.automaton.nodes[Int(world.nodes[client])].isInside { holders += 1 }
    }
    return holders > 1
  }

  /// At the end of everything.
  func violations(atEnd world: World) -> [Violation] {
    let remains = look(at: world)
    var found: [Violation] = []
    if let violation = violation(in: world, last: remains.last) { found.append(violation) }
    if !remains.isUsable { found.append(.blocked) }
    if !remains.leftBehind.isEmpty { found.append(.leftBehind) }
    return found
  }

  /// What somebody finds who comes when everybody is gone: a load, a use, and one sweep.
  func look(at world: World) -> Remains {
    let files = Files(
      entries: world.entries.indices.map { world.entries[$0] },
      contents: world.contents.indices.map { world.contents[$0] },
      locks: world.locks.indices.map { world.locks[$0] })
    if let known = remains[files] { return known }
    let client = Scenario.observer
    var loaded = world
    let last = play.run(Operation(verb: .load, client: client, place: 0), &loaded) ?? .failed(.forked)
    var used = world
    let verb: Operation.Verb = if case .loaded = last { .update } else { .put }
    let use = play.run(Operation(verb: verb, client: client, place: 1), &used)
    let reread = play.run(Operation(verb: .load, client: client, place: 0), &used)
    var swept = world
    let sweep = play.run(Operation(verb: .sweep, client: client, place: 0), &swept)
    let left = leftBehind(swept, last)
    let kept = play.run(Operation(verb: .load, client: client, place: 0), &swept)
    let isKept = sweep == .swept && (kept == last || last.isDestroyed)
    let found = Remains(
      last: last, isUsable: isKept && Self.isFine(use, after: last, reread), leftBehind: left)
    remains[files] = found
    return found
  }

  /// Whether whoever comes next finds what a load found, and finds again what it wrote. (A destroyed session is a torn read,
  /// and counted as that.)
  private static func isFine(_ use: Outcome?, after last: Outcome, _ reread: Outcome?) -> Bool {
    let next = Operation(verb: .update, client: Scenario.observer, place: 1)
    switch (use, last) {
    case (.updated(let from), .loaded(let value)): return from == value && reread == .loaded(from + [next.mark])
    case (.stored, _): return reread == .loaded(next.payload)
    case (.alreadyRotated, .loaded(let value)): return reread == .loaded(value)
    case (.damaged, .damaged): return true
    default: return false
    }
  }

  private func leftBehind(_ world: World, _ last: Outcome) -> [String] {
    var isThere = false
    switch last {
    case .loaded, .damaged, .failed: isThere = true
    default: break
    }
    var left: [String] = []
    for index in world.entries.indices where world.entries[index] != 0 {
      let name = play.automaton.kernel.names[Int(world.entries[index] >> 8)]
      if !isServing(name, isThere) { left.append(Label.text(name)) }
    }
    return left
  }

  private func isServing(_ name: EntryName, _ isThere: Bool) -> Bool {
    switch name {
    // The successor of a rotated session is a session like others, until it expires.
    case .session(let digest): isThere || digest == Operation.successor
    case .lock(let digest): play.automaton.lockFilesStay && (isThere || digest == Operation.successor)
    case .stripe, .ranges, .corrupt: true
    case .temporary, .unique, .record, .recordDraft: false
    }
  }
}
