// Truncate on open: open(2) with O_TRUNC, write, close.
//
// Guarantees nothing but that one create of several wins (O_EXCL).
//
// How it fails. From the open to the end of the write the file is empty or partial, and whoever reads it then drops
// the session; a writer that is killed leaves it so for good. O_CREAT revives a session that was deleted after it
// was read. It is what the ticket reported, and here to be compared with.

extension Engine {
  func writeTruncating(_ header: RecordHeader, isNew: Bool, _ workspace: Workspace) throws(Stop) -> PendingSync {
    let count = workspace.encode(header)
    let flags: OpenFlags = isNew ? [.write, .exclusiveCreate] : [.write, .create, .truncate]
    let descriptor = try openedExclusively(.session(header.digest), for: flags)
    try writeRecord(descriptor.raw, workspace, count, at: 0)
    if rules.durability != .none { try complete(PendingSync(file: descriptor.raw)) }
    descriptor.close()
    return PendingSync(directory: rules.durability == .full)
  }

  /// Opens a file that must not be there yet; `duplicate` where it is.
  private func openedExclusively(_ name: EntryName, for flags: OpenFlags) throws(Stop) -> OwnedDescriptor<System> {
    do {
      return try system.opened(name, in: directory, for: flags)
    } catch {
      throw error == .system(.open, -Errno.exists) ? .failed(.duplicate) : error
    }
  }
}
