internal import FileSessions

/// Holds what was found after a power cut against what had been acknowledged before it.
struct Judge {
  let arm: Arm
  let trace: Trace

  /// - Parameter moment: how many verbs had begun and how many had returned, together: one at a time is at work.
  /// - Returns: the first finding.
  func judge(_ observation: Observation, at moment: Int) -> PowerFinding? {
    let (acknowledged, begun) = (moment / 2, (moment + 1) / 2)
    for (session, found) in observation.found.enumerated() {
      if let finding = judge(found, session, acknowledged, begun) { return finding }
    }
    // A store that cannot be opened has found nothing.
    if let trouble = observation.troubles.first { return PowerFinding(.unusable, trouble) }
    return arm.promised == .none ? nil : judgeRotation(observation, acknowledged, begun)
  }

  private func judge(
    _ found: Observation.Found, _ session: Int, _ acknowledged: Int, _ begun: Int
  ) -> PowerFinding? {
    switch found {
    case .unreadable(let error):
      return arm.promised == .none && error == "corrupt"
        ? nil : PowerFinding(.torn, "session \(session): \(error)")
    case .standing(let standing) where !trace.submitted[session].contains(standing.payload):
      return PowerFinding(.torn, "session \(session) holds what nobody stored: \(standing.words)")
    default: break
    }
    guard arm.promised != .none else { return nil }
    let allowed = allowed(session, acknowledged, begun)
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
  private func allowed(_ session: Int, _ acknowledged: Int, _ begun: Int) -> [Standing?] {
    let current = (acknowledged...begun).map { trace.standing(session, after: $0) }
    guard arm.promised == .data else { return current }
    let since = (lastSync(session, acknowledged)...begun).map { trace.standing(session, after: $0) }
    guard strategy(acknowledged) == .slots else { return since }
    return since.contains(nil) ? current + [nil] : current
  }

  /// After how many verbs a session's entry in the directory was made durable for the last time.
  private func lastSync(_ session: Int, _ acknowledged: Int) -> Int {
    guard let last = trace.verbs[..<acknowledged].lastIndex(where: \.syncsDirectory) else { return 0 }
    // The old id is marked after the directory's sync.
    return trace.verbs[last].rotation?.old == session ? last : last + 1
  }

  /// The one in use.
  private func strategy(_ acknowledged: Int) -> FileSessionStore.Strategy {
    trace.verbs[..<acknowledged].contains { $0.name == Trace.convert } ? arm.target : arm.strategy
  }

  /// The old id ends only when the new one is there.
  private func judgeRotation(_ observation: Observation, _ acknowledged: Int, _ begun: Int) -> PowerFinding? {
    guard let (old, new) = trace.verbs[..<begun].last?.rotation, observation.found[new] == .absent else { return nil }
    switch observation.found[old] {
    case .standing(let standing) where !standing.isRotated: return nil
    // It may never have been there.
    case .absent where allowed(old, acknowledged, acknowledged).contains(nil): return nil
    default: return PowerFinding(.lost, "session \(old) was rotated, and there is no session \(new)")
    }
  }
}
