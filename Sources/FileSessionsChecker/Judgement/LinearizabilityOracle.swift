internal import FileSessions

/// Says of states what is wrong with them. It remembers what it said: many states tell the same story.
final class LinearizabilityOracle {
  /// What happened, as far as a judgement goes.
  struct Story: Hashable {
    var outcomes: [UInt16]
    var before: [UInt16]
    var begun: UInt16
    var faulted: UInt16
    var last: Int
    /// Where the clock can move: where it stands, and where it stood when operations began and returned.
    var clocks: [UInt8]
  }

  /// What loads find when everybody is gone.
  struct Looks: Hashable {
    var session: Outcome
    /// Where there is a rotation in the scenario.
    var successor: Outcome?
    /// Where there is another session in the scenario.
    var other: Outcome?
  }

  /// What is found when everybody is gone.
  struct Remains: Hashable {
    var looks: Looks
    /// Whether the session can be used: the next caller is not kept waiting, finds what a load found, and finds
    /// again what it wrote; and a sweep takes nothing from it.
    var isUsable: Bool
    /// What one sweep leaves although it serves nobody.
    var leftBehind: [String]
  }

  /// What there is to look at, and which sessions are looked for.
  struct Files: Hashable {
    /// Names, contents and locks; what the clock says, and what the observer keeps in memory.
    private var values: [UInt32]
    private var rotates: Bool
    private var hasOther: Bool

    init(_ world: KernelState, _ scenario: Scenario) {
      values = world.entries.indices.map { UInt32(world.entries[$0]) }
      values += world.contents.indices.map { world.contents[$0] }
      values += world.locks.indices.map { world.locks[$0] }
      values.append(UInt32(bitPattern: Int32(scenario.times[Int(world.clock)])))
      if scenario.memory != .nothing {
        let process = Scenario.observer
        values += [UInt32(world.caches[process]), UInt32(world.memories[process]), world.changeCounter]
      }
      (rotates, hasOther) = (scenario.rotates, scenario.hasOther)
    }
  }

  let play: TransitionSystem
  private let operations: [Operation]
  private var known: [Story: Violation?] = [:]
  var knownLosses: [PowerStory: [PowerLoss]] = [:]
  private let looks = Interner<Looks>()
  /// By client and place: which session an operation is about.
  private let subjects: [[Operation.Subject]]

  init(_ play: TransitionSystem) {
    self.play = play
    operations = play.scenario.operations
    subjects = play.scenario.programs.map { $0.map(\.subject) }
  }

  /// After an operation returned.
  func violation(in world: KernelState) -> Violation? { violation(in: world, last: nil) }

  private func violation(in world: KernelState, last: Looks?) -> Violation? {
    let story = story(of: world, last: last.map { looks.number(of: $0) } ?? -1)
    if let known = known[story] { return known }
    let violation = histories(of: world, last).lazy.compactMap(\.violation).first
    known[story] = .some(violation)
    return violation
  }

  func story(of world: KernelState, last: Int) -> Story {
    var begun: UInt16 = 0
    for operation in operations where hasBegun(operation, world) { begun |= 1 << UInt16(operation.index) }
    return Story(
      outcomes: world.outcomes.indices.map { world.outcomes[$0] },
      before: world.before.indices.map { world.before[$0] },
      begun: begun, faulted: world.faulted, last: last,
      clocks: play.scenario.times.count == 1 ? [] : [UInt8(world.clock)] + world.clocks.indices.map { world.clocks[$0] }
    )
  }

  private func hasBegun(_ operation: Operation, _ world: KernelState) -> Bool {
    let place = Int(world.places[operation.client])
    if operation.place != place { return operation.place < place }
    return world.phases[operation.client].isUnderWay || world.phases[operation.client] == .killed
  }

  /// One for each session by itself: what is linearizable one by one is so together (Herlihy and Wing, section 3.1).
  /// But a session and the one that a rotation makes of it are one.
  func histories(of world: KernelState, _ last: Looks?) -> [History] {
    var entries: [History.Entry] = []
    for operation in operations where hasBegun(operation, world) { entries += self.entries(of: operation, world) }
    let (others, own) = (
      entries.filter { $0.operation.verb.subject == .other }, entries.filter { $0.operation.verb.subject != .other }
    )
    let isToldOfSuccessor = own.contains(where: \.hasRotated)
    let history = History(
      beginning: play.scenario.beginning, entries: own, last: last?.session,
      lastOfSuccessor: isToldOfSuccessor ? last?.successor : nil, times: play.scenario.times,
      lastClock: Int(world.clock))
    return [history] + (others.isEmpty ? [] : [History(beginning: .live, entries: others, last: last?.other)])
  }

  private func entries(of operation: Operation, _ world: KernelState) -> [History.Entry] {
    let outcome = outcome(of: operation, world)
    return (0..<(operation.verb == .saveTwice ? 2 : 1)).map { part in
      History.Entry(
        operation: operation, before: world.before[operation.index],
        outcome: outcome, part: part,
        isFaulted: world.faulted & 1 << UInt16(operation.index) != 0,
        clocks: clocks(of: operation, world))
    }
  }

  /// How an operation ended; `nil` while it is under way, and for ever if it was killed.
  func outcome(of operation: Operation, _ world: KernelState) -> Outcome? {
    let number = world.outcomes[operation.index]
    return number == 0 ? nil : play.automaton.outcomes[Int(number) - 1]
  }

  /// Where the clock stood when an operation began, and when it ended: it returned, or its client was killed.
  private func clocks(of operation: Operation, _ world: KernelState) -> ClosedRange<Int> {
    let clocks = world.clocks[operation.index]
    let isUnderWay = world.outcomes[operation.index] == 0 && world.phases[operation.client] != .killed
    return Int(clocks & 15)...(isUnderWay ? Int(world.clock) : Int(clocks >> 4))
  }

  /// Whether two clients are between their load and their save of one session at once.
  func hasTwoHolders(_ world: KernelState) -> Bool {
    var held: UInt8 = 0
    for client in subjects.indices where world.phases[client].isUnderWay {
      guard play.automaton.nodes[Int(world.nodes[client])].isInside else { continue }
      let bit: UInt8 = 1 << subjects[client][Int(world.places[client])].rawValue
      if held & bit != 0 { return true }
      held |= bit
    }
    return false
  }

  /// At the end of everything.
  func violations(atEnd world: KernelState) -> [Violation] {
    let remains = look(at: world)
    var found: [Violation] = []
    if let violation = violation(in: world, last: remains.looks) { found.append(violation) }
    if !remains.isUsable { found.append(.blocked) }
    if !remains.leftBehind.isEmpty { found.append(.leftBehind) }
    return found
  }

  /// What somebody finds who comes when everybody is gone: a load, a use, and one sweep.
  func look(at world: KernelState) -> Remains {
    let files = Files(world, play.scenario)
    if let known = play.automaton.remains[files] { return known }
    let looks = looks(at: world)
    var swept = world
    let sweep = observe(.sweep, &swept)
    let left = leftBehind(swept, looks)
    let isKept = sweep == .swept && (looks.session.isDestroyed || self.looks(at: swept) == looks)
    let isUsable = isUsable(looks.session, .update, .load, world) && isOtherUsable(looks, world)
    let found = Remains(looks: looks, isUsable: isKept && isUsable, leftBehind: left)
    play.automaton.remains[files] = found
    return found
  }

  func observe(_ verb: Operation.Verb, place: Int = 0, _ world: inout KernelState) -> Outcome? {
    play.run(Operation(verb: verb, client: Scenario.observer, place: place), &world)
  }

  private func looks(at world: KernelState) -> Looks {
    let load = { (verb: Operation.Verb) -> Outcome in
      var world = world
      // It has to wait for ever.
      return self.observe(verb, &world) ?? .failed(.forked)
    }
    return Looks(
      session: load(.load), successor: play.scenario.rotates ? load(.loadNew) : nil,
      other: play.scenario.hasOther ? load(.loadOther) : nil)
  }

  private func isUsable(
    _ last: Outcome, _ update: Operation.Verb, _ load: Operation.Verb, _ world: KernelState
  ) -> Bool {
    var world = world
    let verb: Operation.Verb = if case .loaded = last { update } else { .put }
    let use = observe(verb, place: 1, &world)
    return Self.isFine(use, after: last, observe(load, &world))
  }

  private func isOtherUsable(_ looks: Looks, _ world: KernelState) -> Bool {
    guard let other = looks.other else { return true }
    guard case .loaded = other else { return false }
    return isUsable(other, .updateOther, .loadOther, world)
  }

  /// Whether the next caller finds what a load found, and finds again what it wrote. (A destroyed session is a torn
  /// read, and counted as that.)
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

  private func leftBehind(_ world: KernelState, _ looks: Looks) -> [String] {
    var left: [String] = []
    for index in world.entries.indices where world.entries[index] != 0 {
      let name = play.automaton.kernel.names[Int(world.entries[index] >> 8)]
      if !isServing(name, looks) { left.append(Describe.text(name)) }
    }
    return left
  }

  private func isServing(_ name: EntryName, _ looks: Looks) -> Bool {
    switch name {
    case .session(let digest): looks.isThere(digest)
    case .lock(let digest): play.automaton.lockFilesStay && looks.isThere(digest)
    case .stripe, .ranges, .corrupt: true
    case .temporary, .unique, .record, .recordDraft, .recordAside: false
    }
  }
}

extension LinearizabilityOracle.Looks {
  /// Whether there is a session, in whatever state.
  fileprivate func isThere(_ digest: SessionDigest) -> Bool {
    let found = digest == Operation.successor ? successor : digest == Operation.other ? other : session
    return switch found {
    case .loaded, .damaged, .failed: true
    default: false
    }
  }
}
