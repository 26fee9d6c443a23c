// In place: write over the old value, then set the length.
//
// Guarantees. No second file, and no truncation that a reader could meet: an in-place write costs a hundredth of a
// rename on ext4.
//
// How it fails. A write is not atomic to a reader (on ext4, btrfs and tmpfs even 100 bytes are sometimes seen in part),
// so readers need a lock. A writer that is killed leaves a mixture of old and new. A full disk does not: what lies
// behind the old end is written first, where space can run out, and the old bytes are put back if the rest fails.
//
// Where it is unreliable. On XFS a write is atomic to readers, on ext4, btrfs and tmpfs it is not: what works on one
// shows its fault on the other.

extension LockedRecord {
  mutating func writeInPlace(_ header: RecordHeader, _ workspace: Workspace) throws(PhaseExit) -> PendingSync {
    let durability = engine.rules.durability
    if plan.location == .dataFile {
      guard let descriptor = lock?.raw else { throw .failed(.system(.lock, error: Errno.invalid)) }
      try engine.overwrite(descriptor, header, of: digest, workspace, old: recordBytes)
      return PendingSync(file: durability == .none ? nil : descriptor, directory: durability == .full)
    }
    try confirmLock()
    let descriptor = try engine.system.opened(.session(digest), in: engine.directory, for: [.write, .create])
    do throws(PhaseExit) { try engine.overwrite(descriptor.raw, header, of: digest, workspace, old: recordBytes) } catch
    {
      descriptor.close()
      if record == .absent { _ = engine.system.unlink(.session(digest), in: engine.directory) }
      throw error
    }
    let failure = durability == .none ? 0 : engine.system.synchronize(descriptor.raw, .data)
    descriptor.close()
    return PendingSync(directory: durability == .full, failure: failure)
  }

}

extension Engine {
  fileprivate func overwrite(
    _ descriptor: CInt, _ header: RecordHeader, of digest: SessionDigest, _ workspace: Workspace, old: Range<Int>
  ) throws(PhaseExit) {
    let count = workspace.encode(header, of: digest)
    let (new, before) = (workspace.outgoing, workspace.incoming)
    let common = min(count, old.count)
    do throws(PhaseExit) {
      if count > common { try writeAll(descriptor, new.span.extracting(common..<count), at: common) }
      try writeAll(descriptor, new.span.extracting(0..<common), at: 0)
      if count < old.count { try truncate(descriptor, to: count) }
    } catch {
      // Undone under the lock. If that fails too, the checksum will tell.
      try? writeAll(descriptor, before.span.extracting(old), at: 0)
      try? truncate(descriptor, to: old.count)
      throw error
    }
  }
}
