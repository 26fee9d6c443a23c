internal import FileSessions

/// Holds what was found after a power cut against what had been acknowledged before it.
struct Judge {
  let arm: Arm
  let trace: Trace

  /// - Parameter count: how many of the trace's events had happened.
  /// - Returns: the first finding.
  func judge(_ observation: Observation, at count: Int) -> PowerFinding? {
    let moment = TraceMoment(trace, events: count)
    for (session, found) in observation.found.enumerated() {
      if let finding = judge(found, session, moment) { return finding }
    }
    // A store that cannot be opened has found nothing.
    if let trouble = observation.troubles.first { return PowerFinding(.unusable, trouble) }
    return arm.promised == .none ? nil : judgeRotation(observation, moment)
  }

  private func judge(_ found: Observation.Found, _ session: Int, _ moment: TraceMoment) -> PowerFinding? {
    switch found {
    case .unreadable(let error):
      return arm.promised == .none && error == "corrupt"
        ? nil : PowerFinding(.torn, "session \(session): \(error)")
    case .standing(let standing) where !trace.submitted[session].contains(standing.payload):
      return PowerFinding(.torn, "session \(session) holds what nobody stored: \(standing.words)")
    default: break
    }
    guard arm.promised != .none else { return nil }
    let allowed = allowed(session, moment.steps(of: session), moment)
    let actual: Standing? = if case .standing(let standing) = found { standing } else { nil }
    if allowed.contains(actual) { return nil }
    let expected = Set(allowed.map { $0?.words ?? "nothing" }).sorted().joined(separator: " or ")
    let isRevived = actual != nil && allowed.allSatisfy { $0 == nil }
    return PowerFinding(
      isRevived ? .revived : .lost, "session \(session) is \(found.words), and was acknowledged to be \(expected)")
  }

  /// What a session may be: as acknowledged, or as the verb makes it that is at work. With `data` an entry of the
  /// directory may be as old as the last sync of that: in strategies that rename the value is what the entry leads to,
  /// in `slots` only whether there is one.
  /// - Parameter steps: after how many steps it may be what it is.
  private func allowed(_ session: Int, _ steps: ClosedRange<Int>, _ moment: TraceMoment) -> [Standing?] {
    let current = steps.map { trace.standing(session, after: $0) }
    guard arm.promised == .data else { return current }
    let since = (lastSync(session, moment)...steps.upperBound).map { trace.standing(session, after: $0) }
    guard strategy(moment) == .slots else { return since }
    return since.contains(nil) ? current + [nil] : current
  }

  /// After how many steps a session's entry in the directory was made durable for the last time. Of verbs that run
  /// beside each other each syncs what it has changed itself.
  private func lastSync(_ session: Int, _ moment: TraceMoment) -> Int {
    if moment.returned.contains(where: { $0.syncsDirectory && $0.concerns(session) }) { return moment.finished + 1 }
    for (number, step) in trace.steps[..<moment.finished].enumerated().reversed() {
      guard let verb = step.verbs.first(where: { $0.syncsDirectory && (step.verbs.count == 1 || $0.concerns(session)) })
      else { continue }
      // The old id is marked after the directory's sync.
      return verb.rotation?.old == session ? number : number + 1
    }
    return 0
  }

  /// The one in use.
  private func strategy(_ moment: TraceMoment) -> FileSessionStore.Strategy {
    let isConverted = trace.steps[..<moment.finished].contains { $0.verbs.contains { $0.name == Trace.convert } }
    return isConverted ? arm.target : arm.strategy
  }

  /// The old id ends only when the new one is there.
  private func judgeRotation(_ observation: Observation, _ moment: TraceMoment) -> PowerFinding? {
    let last = moment.begun.isEmpty && moment.finished > 0 ? trace.steps[moment.finished - 1].verbs : moment.begun
    guard let rotation = last.compactMap(\.rotation).first, observation.found[rotation.new] == .absent else {
      return nil
    }
    switch observation.found[rotation.old] {
    case .standing(let standing) where !standing.isRotated: return nil
    // It may never have been there.
    case .absent where allowed(rotation.old, moment.finished...moment.finished, moment).contains(nil): return nil
    default: return PowerFinding(.lost, "session \(rotation.old) was rotated, and there is no session \(rotation.new)")
    }
  }
}
