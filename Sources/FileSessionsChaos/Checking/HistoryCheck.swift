/// Whether the calls of a round, each with its interval, can have taken effect one after the other, each at a moment
/// within its interval.
///
/// Each session is checked for itself. Each value tells the write that made it and those before it, so nothing is
/// searched for:
///
/// 1. A chain (`ChainValue`) has one token at each depth. Two that claim the same depth are an update that was lost.
/// 2. A value was current at some moment of each operation that made it or found it: not later than the earliest end of
///    these, and not before their latest beginning. Along a chain the latest beginning must not lie behind the earliest
///    end of a later value: that is a stale read.
/// 3. Nothing comes between the values of one chain, for each took the place of the one before. So a whole chain was
///    current from the earliest end to the latest beginning, if these lie so. Such times of two chains must not overlap,
///    and none may contain an operation that found another chain, or no session, or left none (Gibbons and Korach).
/// 4. Between "a session" and "no session" lies a delete, and between "no session" and "a session" a create or put.
///
/// An operation whose client was killed ended when that had been reaped, at the latest. It need not have taken effect;
/// what shows that it did is a value with its token.
///
/// It takes time that grows with the operations and a logarithm.
package struct HistoryCheck {
  private let operations: [Operation]
  private let writers: [UInt64: Int]
  private let rotations: [UInt64: Operation]
  /// One of each kind is enough for a session: what goes wrong once goes wrong often.
  private var findings: [Finding] = []
  private var seen: Set<Key> = []

  private struct Key: Hashable {
    var kind: Finding.Kind
    var session: Int
  }

  package static func findings(in operations: [Operation]) -> [Finding] {
    var check = HistoryCheck(operations)
    check.run()
    return check.findings
  }

  private init(_ operations: [Operation]) {
    self.operations = operations
    var writers: [UInt64: Int] = [:]
    for (index, operation) in operations.enumerated() where operation.verb.writes { writers[operation.token] = index }
    self.writers = writers
    rotations = Dictionary(
      operations.filter { $0.verb == .rotate || $0.verb == .rotateAtOnce }.map { ($0.token, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  private mutating func run() {
    for (session, operations) in Dictionary(grouping: operations, by: \.session).sorted(by: { $0.key < $1.key }) {
      checkAnswers(operations)
      var chains = ChainSet(session)
      for operation in operations { add(operation, to: &chains) }
      for chain in chains.all { checkOrder(of: chain) }
      let times = ChainTimes(chains.all)
      check(times)
      check(operations, against: times)
      checkPresence(operations)
      checkRotations(operations, chains)
    }
  }

  private mutating func note(_ finding: Finding, _ session: Int) {
    if seen.insert(Key(kind: finding.kind, session: session)).inserted { findings.append(finding) }
  }

  // MARK: - Each for itself

  private mutating func checkAnswers(_ operations: [Operation]) {
    for operation in operations {
      switch operation.outcome {
      case .torn: note(Finding(.tornValue, "a value is no value of any client", [operation]), operation.session)
      case .failed:
        note(Finding(.unexpectedError, operation.error ?? "an error", [operation]), operation.session)
      case .changedUnderLock:
        note(Finding(.changedUnderLock, "two reads under one lock differ", [operation]), operation.session)
      default: break
      }
    }
  }

  // MARK: - Chains

  /// Enters what an operation saw; of a write that it made, itself.
  private mutating func add(_ operation: Operation, to chains: inout ChainSet) {
    guard let value = operation.sighting?.value else { return }
    for distance in 0..<min(ChainValue.tailLength, value.depth + 1) {
      let (token, depth) = (value.tail[distance], value.depth - distance)
      guard let writer = writer(of: token, seenBy: operation, depth, value.base) else { continue }
      if let finding = chains.place(token, value.base, depth, by: writer, seenBy: operation) {
        note(finding, operation.session)
      }
    }
    chains.see(value, by: operation.verb == .loadNew ? rotation(shownBy: operation) : operation)
    if let finding = chains.checkHash(value, operation) { note(finding, operation.session) }
  }

  /// What the new id holds was current when the session was rotated, and nothing follows it.
  private func rotation(shownBy look: Operation) -> Operation {
    var rotation = rotations[look.token] ?? look
    rotation.sighting = look.sighting
    rotation.sighting?.isRotated = true
    return rotation
  }

  private mutating func writer(of token: UInt64, seenBy reader: Operation, _ depth: Int, _ base: UInt64) -> Operation? {
    guard let index = writers[token], operations[index].session == reader.session else {
      note(Finding(.unknownValue, "no client wrote it", [reader]), reader.session)
      return nil
    }
    let writer = operations[index]
    let begins = depth == 0 && token == base
    guard begins == writer.verb.begins, writer.invoked <= reader.ended else {
      note(Finding(.unknownValue, "what it names was not written so", [writer, reader]), reader.session)
      return nil
    }
    switch writer.outcome {
    case .done, .unknown: return writer
    default:
      note(Finding(.failedWriteShows, "the write had failed", [writer, reader]), reader.session)
      return nil
    }
  }

  private mutating func checkOrder(of chain: Chain) {
    var latest: Operation?
    for link in chain.links {
      guard let link else { continue }
      if let latest, latest.invoked > link.earliestEnd.ended {
        note(
          Finding(.staleRead, "the older value was found after the newer one", [link.earliestEnd, latest]),
          chain.session)
      }
      if latest.map({ link.latestBegin.invoked > $0.invoked }) ?? true { latest = link.latestBegin }
    }
  }

  private mutating func check(_ times: ChainTimes) {
    for (first, second) in times.overlaps {
      note(
        Finding(
          .valueCameBack, "one chain of values was current before and after another one",
          [first.earliestEnd, second.earliestEnd, second.latestBegin, first.latestBegin]), first.session)
    }
  }

  // MARK: - Presence and absence

  private mutating func check(_ operations: [Operation], against times: ChainTimes) {
    for operation in operations where operation.showsAbsence {
      guard let chain = times.containing(operation) else { continue }
      let kind: Finding.Kind =
        operation.verb == .create && operation.outcome == .done
        ? .createdTwice : operation.outcome == .done ? .resurrected : .vanished
      note(
        Finding(
          kind, "a session was there before and after", [chain.earliestEnd, operation, chain.latestBegin]),
        operation.session)
    }
  }

  private mutating func checkPresence(_ operations: [Operation]) {
    let present = Transitions(operations.filter(\.showsPresence))
    let absent = Transitions(operations.filter(\.showsAbsence))
    let removals = Causes(operations.filter { $0.verb.removes && $0.mayHaveHappened })
    let creations = Causes(operations.filter { $0.verb.makes && $0.mayHaveHappened })
    for operation in operations {
      if operation.showsAbsence, !operation.verb.removes, let before = present.latest(before: operation),
        !removals.hasOne(from: before, to: operation)
      {
        note(
          Finding(
            operation.verb == .create ? .createdTwice : .vanished, "nobody had deleted it", [before, operation]),
          operation.session)
      }
      if operation.showsPresence, !operation.verb.makes, let before = absent.latest(before: operation),
        !creations.hasOne(from: before, to: operation)
      {
        note(Finding(.resurrected, "nobody had created it anew", [before, operation]), operation.session)
      }
    }
  }

  // MARK: - Rotations

  private mutating func checkRotations(_ operations: [Operation], _ chains: ChainSet) {
    for chain in chains.all {
      guard let frozen = chain.earliestFrozenEnd, let alive = chain.latestLiveBegin else { continue }
      guard alive.invoked > frozen.ended else { continue }
      note(
        Finding(.writtenAfterRotation, "it had moved to another id", [frozen, alive]), chain.session)
    }
    let deletes = Causes(operations.filter { [.delete, .lockedDelete].contains($0.verb) && $0.mayHaveHappened })
    for look in operations where look.verb == .loadNew && look.outcome == .absent {
      guard let rotation = rotations[look.token] else { continue }
      // A delete of the old id meanwhile deletes what it became.
      if !deletes.hasOne(from: rotation, to: look) {
        note(Finding(.vanished, "the new id leads to nothing", [rotation, look]), look.session)
      }
    }
  }
}

extension Operation {
  var mayHaveHappened: Bool { outcome == .done || outcome == .unknown }

  /// Whether there was a session at some moment of it.
  fileprivate var showsPresence: Bool {
    guard verb != .loadNew, verb != .deleteNew, verb != .sweep else { return false }
    switch outcome {
    // A touch that meets a held lock is done without a look.
    case .done: return verb != .delete && verb != .touch
    case .duplicate, .conflict, .rotated: return true
    default: return false
    }
  }

  /// Whether there was none at some moment of it.
  fileprivate var showsAbsence: Bool {
    guard verb != .loadNew, verb != .deleteNew, verb != .sweep else { return false }
    switch outcome {
    case .absent: return true
    case .done: return verb.removes || verb == .create
    default: return false
    }
  }
}
