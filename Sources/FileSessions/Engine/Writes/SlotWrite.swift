// Slots: the new record goes over the older of two, in place.
//
// Guarantees. A writer that is killed at any point leaves the newer record untouched. A reader without a lock can
// tell a slot that is being written (checksum), and asks again. On ext4 an in-place write costs a hundredth of a
// rename over an existing file.
//
// How it fails. A creator that is killed would leave one torn record and nothing to answer in its place; hence
// `writeFirst`. A write(2) is not atomic to a reader: on ext4, btrfs and tmpfs even 100 bytes are sometimes seen in
// part; hence the checksum over the whole record. Two saves within one read defeat a reader; it takes the lock then.
// After a power cut both slots can be damaged if the newer one was never made durable. So, from `data` on, a slot is
// overwritten only when the other is durable, and what a record says of that it says only once it is true:
//
//   1. A writes a record, and is killed before its sync.
//   2. B finds it. If it claimed to be durable, B would write over the older record, which is the last one on the disk.
//   3. The power fails in the middle of that write: neither is left.
//
// Where it is unreliable. A disk whose sectors are larger than 512 bytes may tear both slots of a small session at once
// in a power cut; a file system that remaps on write (btrfs) does not. Kills are not concerned.

extension LockedRecord {
  mutating func writeSlot(_ header: RecordHeader, _ workspace: Workspace) throws(PhaseExit) -> PendingSync {
    guard let descriptor = lock?.raw else { throw .failed(.system(.lock, error: Errno.invalid)) }
    let needed = RecordHeader.recordByteCount(payload: workspace.payloadCount)
    var pair = SlotPair(newFor: needed)
    if case .pair(let read) = reading {
      guard needed <= read.slotSize else { return try outgrow(descriptor, read, header, workspace) }
      pair = read
    } else {
      try engine.prepareFile(descriptor, pair)
    }
    // The name first, then the record that claims to be durable.
    if engine.rules.durability == .full, pair.newestRecord == nil { try engine.synchronizeDirectoryHidden() }
    try engine.makeNewestDurable(descriptor, pair, recordBytes, workspace)
    reading = .pair(try engine.writeSlot(descriptor, pair, header, of: digest, workspace))
    return PendingSync(file: engine.rules.durability == .none ? nil : descriptor)
  }

  /// The session no longer fits: a larger file takes the name, locked before it does.
  ///
  /// 1. Make a temporary file, lock it, look whether a sweeper has removed it meanwhile.
  /// 2. Write the record there, rename it over the session file. Its lock is the session's from now on.
  /// 3. Make the rename durable, if the store is.
  /// 4. Write a terminal record into the old file, for processes that have it open; give its lock up. Waiters are
  ///    sent on by their re-check. Not before 3: after a power cut the name might lead to the old file once more.
  private mutating func outgrow(
    _ descriptor: CInt, _ pair: SlotPair, _ header: RecordHeader, _ workspace: Workspace
  ) throws(PhaseExit) -> PendingSync {
    let larger = try engine.lockedTemporary(plan)
    do throws(PhaseExit) {
      let written = try engine.fill(larger.lock.raw, header, of: digest, workspace)
      name = .assumed
      try confirmLock()
      _ = try engine.publish(larger.name, as: .session(digest), .replace)
      reading = .pair(written)
    } catch {
      larger.discard(engine)
      throw error
    }
    let failure = engine.rules.durability == .none ? 0 : engine.system.synchronize(engine.directory, .everything)
    if failure == 0 { engine.writeMoved(descriptor, pair, header, of: digest) }
    lock.take()?.release()
    lock = larger.intoLock()
    return PendingSync(failure: failure)
  }

  /// A tombstone, so that nobody who has the file open takes it for the session; then the name goes.
  ///
  /// With the tombstone the session is deleted, whether or not the name can be removed: the next caller removes it.
  /// Without one (no space for it, say) the name alone decides, and the directory has to carry the durability. A logout
  /// must not fail for a full disk, and the re-check sends waiters away as well.
  mutating func removeSlots(_ workspace: Workspace) throws(PhaseExit) -> PendingSync {
    let synced = writeTombstone(workspace)
    let result = engine.system.unlink(.session(digest), in: engine.directory)
    guard result == 0 || result == -Errno.noEntry else {
      guard let synced else { throw .system(.unlink, result) }
      return PendingSync(failure: synced)
    }
    return PendingSync(directory: synced != 0 && engine.rules.durability != .none)
  }

  /// - Returns: what the tombstone's sync answered, if the store's rules ask for one; `nil` where there is no tombstone.
  private mutating func writeTombstone(_ workspace: Workspace) -> CInt? {
    guard let descriptor = lock?.raw, case .pair(let pair) = reading, let newest = pair.newestRecord else { return nil }
    do throws(PhaseExit) {
      try engine.makeNewestDurable(descriptor, pair, recordBytes, workspace)
      try engine.writeTerminal(.tombstone, descriptor, pair, after: newest.header, of: digest)
    } catch {
      return nil
    }
    return engine.rules.durability == .none ? 0 : engine.system.synchronize(descriptor, .data)
  }

  /// The newest record survives what the store's rules ask for, and says so from now on.
  mutating func noteDurable() {
    guard engine.rules.durability != .none, let descriptor = lock?.raw, case .pair(var pair) = reading else { return }
    engine.noteDurable(descriptor, &pair, engine.rules.durability)
    reading = .pair(pair)
  }
}

extension Engine {
  /// Sets the byte that says what the newest record survives. After its sync; where that fails, or is never reached,
  /// the next writer syncs once more.
  fileprivate func noteDurable(
    _ descriptor: CInt, _ pair: inout SlotPair, _ durability: FileSessionStore.Durability
  ) {
    guard let newest = pair.newestRecord else { return }
    let byte = [durability.rawValue]
    let place = newest.payload.lowerBound - RecordHeader.byteCount + RecordHeader.durabilityOffset
    guard system.write(descriptor, byte.span, at: place) == 1 else { return }
    pair.noteDurable(durability)
  }

  /// Gives a new file its size: from now on its halves are slots. For a durable store the blocks are allocated too,
  /// so that later syncs need not write the inode.
  func prepareFile(_ descriptor: CInt, _ pair: SlotPair) throws(PhaseExit) {
    try truncate(descriptor, to: 2 * pair.slotSize)
    if rules.durability != .none { try writeZeros(descriptor, count: 2 * pair.slotSize, at: 0) }
  }

  /// Writes over the older slot, and leaves no part of it behind if that fails.
  func writeSlot(
    _ descriptor: CInt, _ pair: SlotPair, _ header: RecordHeader, of digest: SessionDigest, _ workspace: Workspace
  ) throws(PhaseExit) -> SlotPair {
    var (pair, header) = (pair, header)
    header.slotSize = pair.slotSize
    header.durability = .none
    let count = workspace.encode(header, of: digest)
    let index = pair.target
    do {
      if pair.newestRecord == nil {
        try writeFirst(descriptor, workspace, count)
      } else {
        try writeRecord(descriptor, workspace, count, at: index * pair.slotSize)
      }
    } catch {
      // Best effort: if it fails as well, the next holder of the lock zeroes the slot.
      try? writeZeros(descriptor, count: pair.slotSize, at: index * pair.slotSize)
      throw error
    }
    header.payloadCount = workspace.payloadCount
    pair.note(header, at: index)
    return pair
  }

  /// Writes the first record of a file, its first byte last. Before that there is no session:
  ///
  ///   1. A creates the session; half of the record is written, and A is killed.
  ///   2. B loads: of two slots none is valid and one is damaged. Is that a session that was spoilt, or one that never
  ///      was?
  ///
  /// With the first byte missing it never was. Later records need none of this: the other slot stays.
  private func writeFirst(_ descriptor: CInt, _ workspace: Workspace, _ count: Int) throws(PhaseExit) {
    let bytes = workspace.outgoing
    try writeAll(descriptor, bytes.span.extracting(1..<count), at: 1)
    try writeAll(descriptor, bytes.span.extracting(0..<1), at: 0)
  }

  /// Writes the first record into a file that has no session's name yet.
  fileprivate func fill(
    _ descriptor: CInt, _ header: RecordHeader, of digest: SessionDigest, _ workspace: Workspace
  ) throws(PhaseExit) -> SlotPair {
    let pair = SlotPair(newFor: RecordHeader.recordByteCount(payload: workspace.payloadCount))
    try prepareFile(descriptor, pair)
    let written = try writeSlot(descriptor, pair, header, of: digest, workspace)
    // It does not say so yet: its name is not durable.
    if rules.durability != .none { try synchronizeHidden(descriptor) }
    return written
  }

  /// The newest record may come from a writer that was killed before its sync, whose sync failed, or that was opened
  /// with less durability than this store.
  ///
  /// It is written again before it is synced: after a failed sync the kernel takes the pages for clean, and another
  /// sync would report success for nothing. Readers notice nothing, since the bytes are the same. The directory is
  /// synced too: the writer may have been killed before that made the file's name durable.
  /// - Parameter record: where its bytes stand in the workspace.
  fileprivate func makeNewestDurable(
    _ descriptor: CInt, _ pair: SlotPair, _ record: Range<Int>, _ workspace: Workspace
  ) throws(PhaseExit) {
    guard rules.durability != .none, let newest = pair.newestRecord else { return }
    if newest.header.durability == .none {
      let bytes = workspace.incoming
      let place = newest.payload.lowerBound - RecordHeader.byteCount
      try writeAll(descriptor, bytes.span.extracting(record), at: place)
      try synchronizeHidden(descriptor)
    }
    if newest.header.durability.rawValue < rules.durability.rawValue { try synchronizeDirectoryHidden() }
  }

  /// Publishes a session under an id that nobody knows yet, where the lock lies on the session file: written and locked
  /// before it gets its name. A sweep takes a temporary file for litter where nobody has the lock on it.
  func writeFreshLocked(
    _ header: RecordHeader, of digest: SessionDigest, _ plan: LockPlan, _ workspace: Workspace
  ) throws(PhaseExit) {
    let temporary = try lockedTemporary(plan)
    do throws(PhaseExit) {
      var pair: SlotPair?
      if rules.isSlots {
        pair = try fill(temporary.lock.raw, header, of: digest, workspace)
      } else {
        try fillRecord(temporary.lock.raw, header, of: digest, workspace)
      }
      _ = try publish(temporary.name, as: .session(digest), .noReplace)
      try makeNameDurable(of: digest)
      if var pair, rules.durability != .none { noteDurable(temporary.lock.raw, &pair, rules.durability) }
    } catch {
      temporary.discard(self)
      throw error
    }
    temporary.intoLock().release()
  }

  /// Writes a session file of two slots beside the one there is, and renames it over. For a directory that nobody uses.
  func writeSlotFile(
    _ header: RecordHeader, of digest: SessionDigest, through temporary: EntryName, _ workspace: Workspace
  ) throws(PhaseExit) {
    let descriptor = try system.opened(temporary, in: directory, for: [.read, .write, .exclusiveCreate])
    do throws(PhaseExit) {
      _ = try fill(descriptor.raw, header, of: digest, workspace)
      descriptor.close()
      _ = try publish(temporary, as: .session(digest), .replace)
    } catch {
      _ = system.unlink(temporary, in: directory)
      throw error
    }
  }

  fileprivate func writeMoved(
    _ descriptor: CInt, _ pair: SlotPair, _ header: RecordHeader, of digest: SessionDigest
  ) {
    // The old file has no name any more: a failure here concerns only who has it open, and they overlap this save.
    try? writeTerminal(.moved, descriptor, pair, after: header, of: digest)
  }

  fileprivate func writeTerminal(
    _ state: RecordHeader.State, _ descriptor: CInt, _ pair: SlotPair, after header: RecordHeader,
    of digest: SessionDigest
  ) throws(PhaseExit) {
    var terminal = header
    terminal.state = state
    terminal.sequence += 1
    terminal.payloadCount = 0
    terminal.slotSize = pair.slotSize
    var bytes = [UInt8](repeating: 0, count: RecordHeader.recordByteCount(payload: 0))
    var span = bytes.mutableSpan
    terminal.encode(into: &span, of: digest)
    try writeAll(descriptor, bytes.span, at: pair.target * pair.slotSize)
  }
}
