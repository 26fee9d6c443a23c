// The data file is the lock file: `slots`.
//
// Guarantees. One inode per session, and no second file. The file is never renamed over but when a session outgrows
// it, and then the new file is locked before it gets the name.
//
// How it fails, and what is done about it.
// - A waiter may be granted the lock of a file that was deleted or outgrown meanwhile: the re-check sends it back.
// - A deleter that is killed between its tombstone and its unlink leaves an inode that must never hold a session
//   again, since a reader may have it open: who comes next unlinks it and begins anew on another.
// - A creator that is killed leaves an empty file, which is as good as none.
// - A writer that is killed leaves one torn slot. Who holds the lock exclusively next zeroes it before anything
//   else: two writes over one torn slot must not meet a reader as a mixture of three.
//
// Where it is unreliable. Where flock is; see Flock.swift.

extension Engine {
  func beginWithSlots(
    _ access: RecordAccess, _ digest: SessionDigest, _ plan: LockPlan, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System>? {
    let flags: OpenFlags = access == .create ? [.read, .write, .create] : [.read, .write]
    let mode = plan.mode(for: access)
    // Never for a shared lock: two readers of one process share the description, and the first unlock would be both's.
    if mode == .exclusive, let held = try beginWithHeldSlots(digest, plan, workspace) { return held }
    let lock: HeldLock<System>
    do throws(PhaseExit) { lock = try openedLocked(.session(digest), for: flags, plan, mode) } catch {
      guard error == .system(.open, -Errno.noEntry) else { throw error }
      return nil
    }
    guard try lock.isStillNamed(.session(digest), in: directory) else {
      lock.release()
      throw .wait(.changed)
    }
    var reading = try readPair(lock.raw, digest, workspace)
    if mode == .exclusive { try zeroDamagedSlot(of: &reading, lock.raw) }
    let record = reading.record
    if case .found(let header, _) = record, header.isTerminal {
      if mode == .exclusive { try clearTerminal(access, digest) }
      lock.release()
      return nil
    }
    let held = LockedRecord(engine: self, digest: digest, plan, lock: lock, record: record, reading: reading)
    guard access == .create || record != .absent else {
      held.release()
      return nil
    }
    return held
  }

  /// The same through the descriptor that is held. Whatever is not as usual (no descriptor, a file without a name, one
  /// that is empty, over or damaged) is left to the way by the name, with `nil`.
  ///
  /// That the locked file has a name is enough to change it: session files get no second one, and who takes the name
  /// away writes a terminal record first, or is about to while nobody else has the lock. What unlinks or replaces the
  /// *name* looks whom it belongs to all the same (`LockedRecord.confirmLock`): a backup by hard links gives files
  /// second names.
  private func beginWithHeldSlots(
    _ digest: SessionDigest, _ plan: LockPlan, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System>? {
    guard rules.holdsDescriptors else { return nil }
    let held = system.heldDescriptor(of: digest)
    guard held >= 0 else { return nil }
    let descriptor = OwnedDescriptor(held, system)
    do throws(PhaseExit) { try system.takeLock(descriptor.raw, plan.kind, .exclusive) } catch {
      if case .wait = error { descriptor.keep(for: digest) }
      throw error
    }
    let lock = HeldLock(locked: descriptor, plan.kind, .exclusive, system)
    guard try lock.isLinked() else { return nil }
    var reading = try readPair(lock.raw, digest, workspace)
    try zeroDamagedSlot(of: &reading, lock.raw)
    guard case .found(let header, _) = reading.record, !header.isTerminal else { return nil }
    return LockedRecord(
      engine: self, digest: digest, plan, lock: lock, record: reading.record, reading: reading, name: .assumed)
  }

  /// A tombstone whose deleter was killed before its unlink. The lock is held, and the path names the locked inode.
  private func clearTerminal(_ access: RecordAccess, _ digest: SessionDigest) throws(PhaseExit) {
    let result = system.unlink(.session(digest), in: directory)
    guard result == 0 || result == -Errno.noEntry else { throw .system(.unlink, result) }
    if access == .create { throw .wait(.changed) }
  }

  /// Invariant 1 of `SlotPair` lets a torn slot be given up: its write was never acknowledged.
  private func zeroDamagedSlot(of reading: inout PairReading, _ descriptor: CInt) throws(PhaseExit) {
    guard case .pair(var pair) = reading, let index = pair.damagedSlot else { return }
    // Of a first record that counts as none too: the next one gets its first byte last, and needs a slot without one.
    if case .damaged = pair.record { return }
    try writeZeros(descriptor, count: pair.slotSize, at: index * pair.slotSize)
    pair.noteZeroed(index)
    reading = .pair(pair)
  }
}
