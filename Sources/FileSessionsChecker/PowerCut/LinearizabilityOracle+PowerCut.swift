internal import FileSessions

extension LinearizabilityOracle {
  /// The power fails in a state: what that may cost, each kind of loss once.
  ///
  /// Every client is at its end there: what it was at may have happened or not, what it was told counts.
  func losses(afterPowerCutIn world: KernelState) -> [PowerLoss] {
    let key = PowerStory(disk: world.disk, story: story(of: world, last: -1))
    if let known = knownLosses[key] { return known }
    var losses: [PowerLoss] = []
    for (index, image) in play.automaton.kernel.images(of: world).enumerated() {
      for violation in violations(onImage: play.automaton.kernel.mount(image, world))
      where !losses.contains(where: { $0.violation == violation }) {
        losses.append(PowerLoss(violation: violation, image: index))
      }
    }
    knownLosses[key] = losses
    return losses
  }

  /// What is wrong with what was found when the power was back.
  private func violations(onImage mounted: KernelState) -> [Violation] {
    let remains = look(at: mounted)
    var found: [Violation] = []
    if let loss = loss(mounted, remains.looks) { found.append(loss) }
    if !remains.isUsable { found.append(.blocked) }
    let isPromised = play.automaton.leavesNothingBehind
    if isPromised, !remains.leftBehind.isEmpty { found.append(.leftBehind) }
    return found
  }

  private func loss(_ mounted: KernelState, _ looks: Looks) -> Violation? {
    for look in [looks.session, looks.successor, looks.other] {
      if case .damaged = look { return .tornRead }
      if case .failed = look { return .blocked }
    }
    for var history in histories(of: mounted, looks) {
      history.forgetObservations()
      if history.entries.contains(where: { $0.operation.verb.subject != .other }) {
        history.lastUse = use(of: looks.session, mounted)
      }
      if let loss = history.loss { return loss }
    }
    return isTouchLost(mounted, looks) ? .lostWrite : nil
  }

  /// An update after the load, where that found something: whether the session can be changed is part of what it is.
  private func use(of found: Outcome, _ mounted: KernelState) -> Outcome? {
    guard case .loaded = found else { return nil }
    var mounted = mounted
    return observe(.update, place: 1, &mounted)
  }

  /// A touch that wrote was acknowledged, and the session ends as early as without it.
  private func isTouchLost(_ mounted: KernelState, _ looks: Looks) -> Bool {
    guard case .loaded = looks.session, play.scenario.programs.allSatisfy({ $0.last == .touch }) else { return false }
    guard play.scenario.operations.contains(where: { outcome(of: $0, mounted) == .touched }) else { return false }
    var late = mounted
    var load = Operation(verb: .load, client: Scenario.observer, place: 0)
    load.secondsEarlier = -Scenario.lateSeconds
    return play.run(load, &late) == .absent
  }
}

extension History {
  /// Leaves what was acknowledged and what was under way. Of an answer that only tells what was seen nothing has to
  /// survive: it may tell of a change whose own caller has not been answered, and that is not durable yet. A change
  /// whose durability was said to be unknown is as good as one under way.
  fileprivate mutating func forgetObservations() {
    // A delete that was acknowledged has found the rotation whole, and ended both.
    let isEnded = entries.contains { $0.outcome == .deleted }
    for index in entries.indices where entries[index].isDurabilityUnknown || entries[index].outcome == nil {
      entries[index].mayBeHalf = entries[index].isFaulted && !isEnded
      entries[index].outcome = nil
    }
    entries.removeAll { entry in
      switch entry.outcome {
      case .loaded, .absent, .notFound, .duplicate, .conflict, .alreadyRotated, .skipped, .fresh, .gaveUp: true
      default: false
      }
    }
  }

  /// What was lost, by the name that it has for whom it concerns.
  fileprivate var loss: Violation? {
    if isExplained() { return nil }
    guard case .loaded(let value) = last else { return .lostWrite }
    if !isSubmitted(value) { return .tornRead }
    let hasEnded = beginning == .expired || entries.contains { [.deleted, .rotated].contains($0.outcome) }
    return hasEnded && isExplained(conceding: [.afterlife, .revival]) ? .resurrected : .lostWrite
  }

  /// Whether anybody wrote the value, or may have: updates add their marks to any other, in any order.
  private func isSubmitted(_ value: [UInt8]) -> Bool {
    let marks = entries.map(\.operation.mark)
    var rest = value[...]
    while true {
      if rest.elementsEqual(Operation.initialPayload) { return true }
      if entries.contains(where: {
        rest.elementsEqual($0.operation.payload) || rest.elementsEqual($0.operation.secondPayload)
      }) {
        return true
      }
      guard let last = rest.popLast(), marks.contains(last) else { return false }
    }
  }
}
