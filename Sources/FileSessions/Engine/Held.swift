/// A session under its lock: what `Engine.begin` returns and a write goes through.
///
/// 1. `record` is what the session is now: as read under the lock, or as last written through this value.
/// 2. It ends by `release()`. If the session is gone by then, what only served its lock is removed first, while
///    the lock is still held.
/// 3. `ownsPath` is true while the locked inode is the one that the path names. After the session file that was the lock
///    file as well is removed it is false: by then another may have made the name anew, and nothing of that is touched.
package struct Held<System: SystemCalls>: ~Copyable, Sendable {
  let engine: Engine<System>
  package let digest: SessionDigest
  let plan: LockPlan
  /// `nil` for strategies without a lock, and for those that take it only to write.
  var lock: HeldLock<System>?
  package internal(set) var record: Record
  /// Of a `slots` file, both slots.
  var reading: PairReading
  fileprivate var ownsPath = true
  private var name: Name

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
    switch plan.place {
    case .dataFile where record == .absent && ownsPath && lock.mode == .exclusive,
      .slots where record == .absent && ownsPath && lock.mode == .exclusive:
      // Empty: the file of a session that was never made.
      _ = engine.system.unlink(.session(digest), in: engine.directory)
      lock.release()
    case .slots where engine.rules.holdsDescriptors && lock.mode == .exclusive && ownsPath && !record.isOver:
      lock.release(keepingFor: digest)
    case .ownFile: engine.releaseLockFile(digest, plan, lock, isGone: record == .absent)
    default: lock.release()
    }
  }

  /// Publishes the workspace's payload under `header`, durable as the store's rules say.
  /// - Throws: `durabilityUnknown` where the value is visible and `record` is the new one; with every other error the old
  ///   value stands.
  mutating func write(_ header: RecordHeader, _ workspace: Workspace) throws(Stop) {
    try checkOwner()
    try publish(header, workspace)
    // Still under the lock, and the change has ended: what was written is what the next load of this process reads.
    engine.remember(record, of: digest, workspace)
  }

  private mutating func publish(_ header: RecordHeader, _ workspace: Workspace) throws(Stop) {
    engine.note(.begins, of: digest)
    defer { engine.note(.ends, of: digest) }
    let isNew = record == .absent
    let pending: PendingSync
    switch engine.rules.writes {
    case .slots: pending = try writeSlot(header, workspace)
    case .truncateOnOpen: pending = try writeTruncating(header, isNew: isNew, workspace)
    case .inPlace: pending = try writeInPlace(header, workspace)
    case .rename where plan.place == .dataFile, .exchange where plan.place == .dataFile:
      pending = try renameOnDataFile(header, isNew: isNew, workspace)
    case .rename, .exchange, .unlinkThenRename: pending = try rename(header, isNew: isNew, workspace)
    }
    // What was written is now what is there; `record` and the incoming bytes say the same.
    workspace.turnOver()
    record = .found(header, payload: RecordHeader.byteCount..<RecordHeader.byteCount + workspace.payloadCount)
    try engine.complete(pending)
  }

  /// Removes the session for good, and what serves it.
  /// - Throws: as `write`.
  mutating func remove(_ workspace: Workspace) throws(Stop) {
    try checkOwner()
    try confirmName(orElse: .wait(.changed))
    engine.note(.begins, of: digest)
    defer { engine.note(.ends, of: digest) }
    let pending: PendingSync
    if plan.place == .slots {
      pending = try removeSlots()
    } else {
      try engine.removeFile(.session(digest))
      // The session is gone: what cannot be removed now is litter, for a sweep, and no failure of the delete.
      if plan.hasFixedTemporary { _ = engine.system.unlink(.temporary(digest), in: engine.directory) }
      pending = PendingSync(directory: engine.rules.durability == .full)
    }
    record = .absent
    // The locked inode went with the name. A lock file is still there, and goes in `release`.
    if plan.place == .slots || plan.place == .dataFile { ownsPath = false }
    try engine.complete(pending)
  }

  /// A child that was forked inside a locked closure has the parent's lock, and must not write with it.
  private mutating func checkOwner() throws(Stop) {
    if let isOwn = lock?.isOwn, !isOwn { throw .failed(.forked) }
  }

  /// Looks whether the path names the locked file, where that was only assumed.
  /// - Throws: `stop` where it does not; the descriptor is not kept then, so whoever comes next goes by the name.
  mutating func confirmName(orElse stop: Stop) throws(Stop) {
    guard name == .assumed, let isNamed = try lock?.isStillNamed(.session(digest), in: engine.directory) else { return }
    guard isNamed else {
      ownsPath = false
      throw stop
    }
    name = .seen
  }

  /// Copies a damaged file to a name of its own and removes it, so that it can be inspected and stands in nobody's
  /// way. Not by a rename: the inode would keep a name, and a link count would no longer tell that it is gone.
  ///
  /// At the most `EntryName.corruptLimit` copies are kept; a newer one takes an older one's place.
  /// - Throws: `corrupt` for a file that is not destroyed but beyond this store: one of a newer format, or too large.
  mutating func setAside(_ workspace: Workspace) throws(Stop) {
    guard case .damaged(let damage) = record else { return }
    guard damage.isDestruction else { throw .failed(.corrupt(damage)) }
    try confirmName(orElse: .wait(.changed))
    engine.note(.begins, of: digest)
    defer { engine.note(.ends, of: digest) }
    try engine.copyAside(digest, workspace)
    try engine.removeFile(.session(digest))
    record = .absent
    if plan.place == .slots || plan.place == .dataFile { ownsPath = false }
  }
}

extension Engine {
  /// One end of a change, where changes are counted: invariant 1 of `Generation`.
  func note(_ end: ChangeEnd, of digest: SessionDigest) { if rules.countsChanges { system.note(end, of: digest) } }

  /// `unlink(2)` of an entry that may be gone already.
  func removeFile(_ name: EntryName) throws(Stop) {
    let result = system.unlink(name, in: directory)
    guard result == 0 || result == -Errno.noEntry else { throw .system(.unlink, result) }
  }

  fileprivate func copyAside(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) {
    guard let source = try openedSession(digest, for: .read) else { return }
    let name = EntryName.corrupt(UInt8(digest.first % UInt64(EntryName.corruptLimit)))
    let copy = try system.opened(name, in: directory, for: [.write, .create, .truncate])
    var offset = 0
    while true {
      let count = try readBlock(source.raw, workspace, at: offset)
      if count == 0 { break }
      let bytes = workspace.incoming
      try writeAll(copy.raw, bytes.span.extracting(0..<count), at: offset)
      offset += count
    }
    source.close()
    let closed = copy.close()
    guard closed == 0 || closed == -Errno.interrupted else { throw .system(.close, closed) }
  }
}
