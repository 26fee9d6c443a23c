// Loading: without a lock where that is enough.

/// How a look without a lock ended.
package enum Glance: Hashable, Sendable {
  case settled(Standing)
  /// It takes the lock to tell: a slot is being written or was torn, the file was replaced, or the record is past a
  /// deadline that a touch may just have moved.
  case unsettled
}

extension Engine {
  /// Looks at a session without a lock.
  package func glance(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Glance {
    let plan = LockPlan(rules.strategy, digest)
    // Readers that take a lock have nothing to look for without one.
    guard plan.readerMode == nil else { return .unsettled }
    guard rules.isSlots else {
      let standing = Standing(try readFile(digest, workspace), at: system.now())
      // A touch that was granted before the deadline may be on its way: only the lock tells.
      if case .expired = standing, !rules.isUnlocked { return .unsettled }
      return .settled(standing)
    }
    return try glanceAtSlots(digest, workspace)
  }

  private func glanceAtSlots(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Glance {
    // A damaged slot is most often one that is being written, for a microsecond: worth two more looks.
    for _ in 0..<3 {
      guard let descriptor = try openedSession(digest, for: .read) else { return .settled(.absent) }
      let reading = try readPair(descriptor.raw, digest, workspace)
      descriptor.close()
      guard reading.isSettled else { continue }
      let record = reading.record
      // The session lives in a larger file by now: open the name again.
      if case .found(let header, _) = record, header.state == .moved { continue }
      let standing = Standing(record, at: system.now())
      if case .expired = standing { return .unsettled }
      return .settled(standing)
    }
    return .unsettled
  }

  /// Takes a session as it stands, for a caller that knows its lock to be held by its own task.
  func peek(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Standing {
    guard rules.isSlots else { return Standing(try readFile(digest, workspace), at: system.now()) }
    guard let descriptor = try openedSession(digest, for: .read) else { return .absent }
    let record = try readPair(descriptor.raw, digest, workspace).record
    descriptor.close()
    return Standing(record, at: system.now())
  }

  /// Looks at a session under the shared lock.
  /// - Returns: also whether the answer comes from one slot of two, and the other should be zeroed. Until then every
  ///   reader has to take the lock.
  package func settle(
    _ digest: SessionDigest, _ turn: borrowing Turn, _ workspace: Workspace
  ) throws(Stop) -> (standing: Standing, needsRepair: Bool) {
    guard let held = try begin(.examine, digest, turn, workspace) else { return (.absent, false) }
    let standing = Standing(held.record, at: system.now())
    var needsRepair = false
    if case .pair(let pair) = held.reading, pair.damagedSlot != nil, pair.newestRecord != nil { needsRepair = true }
    held.release()
    return (standing, needsRepair)
  }

  /// Zeroes the slot that a killed writer has torn: taking the exclusive lock does it.
  package func repair(_ digest: SessionDigest, _ turn: borrowing Turn, _ workspace: Workspace) throws(Stop) {
    try begin(.change, digest, turn, workspace)?.release()
  }
}

extension Engine {
  /// The pid that holds a session's lock, for the message of a timeout; `0` where the system does not tell.
  func lockHolder(of digest: SessionDigest) -> CInt {
    let plan = LockPlan(rules.strategy, digest)
    guard let name = plan.name(of: digest), let descriptor = try? system.opened(name, in: directory, for: .read) else {
      return 0
    }
    let holder = system.holder(of: descriptor.raw, plan.kind)
    descriptor.close()
    return holder
  }
}
