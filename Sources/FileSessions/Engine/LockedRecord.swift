/// A session under its lock: what `Engine.begin` returns and a write goes through.
///
/// 1. `record` is what the session is now: as read under the lock, or as last written through this value.
/// 2. It ends by `release()`. If the session is gone by then, what only served its lock is removed first, while
///    the lock is still held.
/// 3. `ownsPath` is true while the locked inode is the one that the path names. After the session file that was the
///    lock file as well is removed it is false: by then another may have made the name anew, and nothing of that is
///    touched.
package struct LockedRecord<System: OperationEnvironment>: ~Copyable, Sendable {
  let engine: Engine<System>
  package let digest: SessionDigest
  let plan: LockPlan
  /// `nil` for strategies without a lock, and for those that take it only to write.
  var lock: HeldLock<System>?
  package internal(set) var record: Record
  /// Of a `slots` file, both slots.
  var reading: PairReading
  fileprivate var ownsPath = true
  var name: Name

  /// What is known of the session's name.
  enum Name: Hashable {
    /// Under the lock, the path was seen to name the locked file.
    case seen
    /// The locked file was seen to have a name. Before that name is removed or replaced the path is looked at.
    case assumed
  }

  init(
    engine: Engine<System>, digest: SessionDigest, _ plan: LockPlan, lock: consuming HeldLock<System>?, record: Record,
    reading: PairReading = .empty, name: Name = .seen
  ) {
    self.engine = engine
    self.digest = digest
    self.plan = plan
    self.lock = lock
    self.record = record
    self.reading = reading
    self.name = name
  }

  package consuming func release() {
    guard let lock = lock.take() else { return }
    // Of a lock that is lost nothing is touched but the lock itself.
    guard ownsPath else { return lock.release() }
    switch plan.location {
    case .dataFile where record == .absent && lock.mode == .exclusive,
      .slots where record == .absent && lock.mode == .exclusive:
      // Empty: the file of a session that was never made.
      _ = engine.system.unlink(.session(digest), in: engine.directory)
      lock.release()
    case .slots where engine.rules.holdsDescriptors && lock.mode == .exclusive && !record.isOver:
      lock.release(keepingFor: digest)
    case .ownFile: engine.releaseLockFile(digest, plan, lock, isGone: record == .absent)
    default: lock.release()
    }
  }

  /// Publishes the workspace's payload under `header`, durable as the store's rules say.
  /// - Throws: `durabilityUnknown` where the value is visible and `record` is the new one; with every other error the
  ///   old value stands.
  mutating func write(_ header: RecordHeader, _ workspace: Workspace) throws(PhaseExit) {
    try checkOwner()
    try publish(header, workspace)
    // Still under the lock, and the change has ended: what was written is what the next load of this process reads.
    engine.writeCache(record, of: digest, workspace)
  }

  private mutating func publish(_ header: RecordHeader, _ workspace: Workspace) throws(PhaseExit) {
    engine.note(.begins, of: digest)
    defer { engine.note(.ends, of: digest) }
    let isNew = record == .absent
    var pending: PendingSync
    switch engine.rules.writes {
    case .slots: pending = try writeSlot(header, workspace)
    case .truncateOnOpen: pending = try writeTruncating(header, isNew: isNew, workspace)
    case .inPlace: pending = try writeInPlace(header, workspace)
    case .rename where plan.location == .dataFile, .exchange where plan.location == .dataFile:
      pending = try renameOnDataFile(header, isNew: isNew, workspace)
    case .rename, .exchange, .unlinkThenRename: pending = try rename(header, isNew: isNew, workspace)
    }
    // An id that was given up must not come back after a power cut, as little as one that was deleted.
    // (An exchange is durable by then, and what is written in place needs no entry.)
    if header.isRotated, engine.rules.writes == .rename, engine.rules.durability != .none { pending.directory = true }
    // What was written is now what is there; `record` and the incoming bytes say the same.
    workspace.turnOver()
    record = .found(header, payload: RecordHeader.byteCount..<RecordHeader.byteCount + workspace.payloadCount)
    try engine.complete(pending)
    if plan.location == .slots { noteDurable() }
  }

  /// Removes the session for good, and what serves it.
  /// - Throws: as `write`.
  mutating func remove(_ workspace: Workspace) throws(PhaseExit) {
    try checkOwner()
    try confirmLock()
    engine.note(.begins, of: digest)
    defer { engine.note(.ends, of: digest) }
    let pending: PendingSync
    if plan.location == .slots {
      pending = try removeSlots(workspace)
    } else {
      try engine.removeFile(.session(digest))
      // The session is gone: what cannot be removed now is litter, for a sweep, and no failure of the delete.
      if plan.hasFixedTemporary { _ = engine.system.unlink(.temporary(digest), in: engine.directory) }
      // A logout that comes back after a power cut is the one thing worse than a value that is a little old.
      pending = PendingSync(directory: engine.rules.durability != .none)
    }
    record = .absent
    // The locked inode went with the name. A lock file is still there, and goes in `release`.
    if plan.location == .slots || plan.location == .dataFile { ownsPath = false }
    try engine.complete(pending)
  }

  /// A child that was forked inside a locked closure has the parent's lock, and must not write with it.
  private mutating func checkOwner() throws(PhaseExit) {
    if let isOwn = lock?.isOwn, !isOwn { throw .failed(.forked) }
  }

  /// Looks whether the lock that is held is still the one that others would take.
  ///
  ///   1. A holds the lock, and has read the session. Somebody removes the lock file, or the session's own, by hand.
  ///   2. B makes the file anew, is granted its lock, changes the session and gives the lock up.
  ///   3. A writes what it made of the value before: B's change is lost, and both were told that all is well.
  ///
  /// So a lock that does not lie on the session's file is looked at before each write is published; one that does where
  /// the name is about to be removed or replaced. (A change within the file that is overtaken by its removal came
  /// before it.) Strategies that do without a second look at the grant do without this one.
  /// - Throws: `wait(.changed)`: it is lost, nothing was written, and the caller begins anew.
  mutating func confirmLock() throws(PhaseExit) {
    guard plan.confirms, let name = plan.name(of: digest), self.name == .assumed || plan.location != .slots,
      let isNamed = try lock?.isStillNamed(name, in: engine.directory)
    else { return }
    guard isNamed else {
      ownsPath = false
      throw .wait(.changed)
    }
    self.name = .seen
  }

  /// After a closure of the caller has run, which takes as long as it likes: whether the session's own file, where the
  /// lock lies on it, still has a name.
  /// - Throws: as `confirmLock`.
  mutating func confirmAfterPause() throws(PhaseExit) {
    guard plan.confirms, plan.location == .slots || plan.location == .dataFile else { return }
    name = .assumed
    guard let isLinked = try lock?.isLinked(), !isLinked else { return }
    ownsPath = false
    throw .wait(.changed)
  }

  /// Gives a damaged file a name of its own, so that it can be inspected and stands in nobody's way. It is moved whole,
  /// by one rename that replaces nothing.
  ///
  /// The inode keeps a name, so a link count does not tell who has it open that it is the session's no more. They find
  /// it damaged, and go by the name then.
  /// - Throws: `corrupt` for a file that is not destroyed but beyond this store: one of a newer format, or too large;
  ///   and where `EntryName.corruptLimit` files of this session were set aside already.
  mutating func setAside() throws(PhaseExit) {
    guard case .damaged(let damage) = record else { return }
    guard damage.isDestruction else { throw .failed(.corrupt(damage)) }
    name = .assumed
    try confirmLock()
    engine.note(.begins, of: digest)
    defer { engine.note(.ends, of: digest) }
    guard try engine.moveAside(digest) else { throw .failed(.corrupt(damage)) }
    record = .absent
    if plan.location == .slots || plan.location == .dataFile { ownsPath = false }
  }

  /// Where the record as it stands on disk lies in the workspace's incoming bytes.
  var recordBytes: Range<Int> {
    guard case .found(_, let payload) = record else { return 0..<0 }
    return payload.lowerBound - RecordHeader.byteCount..<payload.upperBound + RecordHeader.trailerByteCount
  }
}

extension Engine {
  /// One end of a change, where changes are counted: invariant 1 of `ChangeCounter`.
  func note(_ end: ChangeEnd, of digest: SessionDigest) { if rules.countsChanges { system.note(end, of: digest) } }

  /// `unlink(2)` of an entry that may be gone already.
  func removeFile(_ name: EntryName) throws(PhaseExit) {
    let result = system.unlink(name, in: directory)
    guard result == 0 || result == -Errno.noEntry else { throw .system(.unlink, result) }
  }

  /// - Returns: whether there was a name left to move it to.
  fileprivate func moveAside(_ digest: SessionDigest) throws(PhaseExit) -> Bool {
    for number in 0..<EntryName.corruptLimit {
      do throws(PhaseExit) {
        _ = try publish(.session(digest), as: .corrupt(digest, number), .noReplace)
        return true
      } catch {
        guard error == .failed(.duplicate) else { throw error }
      }
    }
    return false
  }

  /// What a lost lock means to a caller whose closure has run: where the session's own file is gone, so is the session.
  package func lostLock(of digest: SessionDigest) -> Failure {
    switch LockPlan(rules.strategy, digest).location {
    case .slots, .dataFile, .none: .notFound
    case .ownFile, .commonFile: .lockLost
    }
  }
}

extension LockedRecord {
  /// What a session that was not found answers: a version that matches nothing.
  static var nothing: (version: SessionVersion, payload: Range<Int>) {
    (SessionVersion(incarnation: 0, counter: 0), 0..<0)
  }

  /// The version that was found, and where its payload stands in the workspace's incoming bytes.
  package var found: (version: SessionVersion, payload: Range<Int>) {
    if case .found(let header, let payload) = record { (header.sessionVersion, payload) } else { Self.nothing }
  }
}

extension LockedRecord {
  /// A change from inside the caller's closure, which has taken its time.
  /// - Throws: what the change does; where the lock was lost meanwhile, what that means to who decided under it.
  package mutating func changeInClosure<Output>(
    _ change: (inout LockedRecord) throws(PhaseExit) -> Output
  ) throws(Failure) -> Output {
    do throws(PhaseExit) {
      try confirmAfterPause()
      return try change(&self)
    } catch {
      throw error == .wait(.changed) ? engine.lostLock(of: digest) : error.failure
    }
  }
}
