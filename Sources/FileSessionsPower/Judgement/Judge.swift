internal import FileSessions

/// Holds what was found after a power cut against what had been acknowledged before it.
struct Judge {
  let arm: Arm
  let trace: Trace

  /// - Parameter moment: how many verbs had begun and how many had returned, together: one at a time is at work.
  /// - Returns: the first finding.
  func judge(_ observation: Observation, at moment: Int) -> PowerFinding? {
    if let trouble = observation.troubles.first { return PowerFinding(.unusable, trouble) }
    let (acknowledged, begun) = (moment / 2, (moment + 1) / 2)
    for (session, found) in observation.found.enumerated() {
      if let finding = judge(found, session, acknowledged, begun) { return finding }
    }
    return arm.promised == .none ? nil : judgeRotations(observation, begun)
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
    let floor = (0..<acknowledged).last { trace.verbs[$0].syncsDirectory }.map { $0 + 1 } ?? 0
    let since = (floor...begun).map { trace.standing(session, after: $0) }
    guard arm.strategy == .slots else { return since }
    return since.contains(nil) ? current + [nil] : current
  }

  /// The old id ends only when the new one is there.
  private func judgeRotations(_ observation: Observation, _ begun: Int) -> PowerFinding? {
    for verb in trace.verbs[..<begun].suffix(1) {
      guard let (old, new) = verb.rotation, observation.found[new] == .absent else { continue }
      if case .standing(let standing) = observation.found[old], !standing.isRotated { continue }
      return PowerFinding(.lost, "session \(old) was rotated, and there is no session \(new)")
    }
    return nil
  }
}
