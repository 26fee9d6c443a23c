// Rename over: write a temporary file, then rename(2) it over the session file.
//
// Guarantees. A reader that opens the name gets the old file or the new one, each whole, and a writer that is
// killed leaves the old value. That is all: without a lock two updates both start from the same value and one is
// lost, and a save revives a session that was deleted meanwhile.
//
// How it fails. On ext4 a rename over an existing file writes the new data out first (auto_da_alloc), which costs
// 70 to 600 us; on XFS it does not, and after a power cut without fdatasync the file may be empty.
//
// Where it lies. On NFS a rename may report failure although it happened (rename(2), BUGS).

extension Engine {
  /// Under the session's lock: one fixed temporary name, which the next writer overwrites if this one is killed.
  func writeRenamingUnderLock(_ header: RecordHeader, _ workspace: Workspace) throws(Stop) -> PendingSync {
    try writeRenaming(header, through: .temporary(header.digest), [.write, .create, .truncate], .replace, workspace)
  }

  /// Without a lock: a name that is never used again, and for a new session a rename that does not replace.
  func writeRenaming(_ header: RecordHeader, isNew: Bool, _ workspace: Workspace) throws(Stop) -> PendingSync {
    let name = EntryName.unique(system.random())
    return try writeRenaming(
      header, through: name, [.write, .exclusiveCreate], isNew ? .noReplace : .replace, workspace)
  }

  /// - Throws: `duplicate` where `mode` is `noReplace` and the session exists. The temporary file is gone then, as it
  ///   is after every other failure.
  func writeRenaming(
    _ header: RecordHeader, through temporary: EntryName, _ flags: OpenFlags, _ mode: RenameMode, _ workspace: Workspace
  ) throws(Stop) -> PendingSync {
    let count = workspace.encode(header)
    let descriptor = try system.opened(temporary, in: directory, for: flags)
    do throws(Stop) {
      try writeRecord(descriptor.raw, workspace, count, at: 0)
      if rules.durability != .none { try synchronizeHidden(descriptor.raw) }
      // Network file systems and quotas report a write that failed late at close.
      let closed = descriptor.close()
      guard closed == 0 || closed == -Errno.interrupted else { throw .system(.close, closed) }
      try publish(temporary, as: .session(header.digest), mode)
    } catch {
      _ = system.unlink(temporary, in: directory)
      throw error
    }
    return PendingSync(directory: rules.durability == .full)
  }

  func publish(_ temporary: EntryName, as name: EntryName, _ mode: RenameMode) throws(Stop) {
    let result = system.rename(temporary, to: name, in: directory, mode)
    switch result {
    case 0: return
    case -Errno.exists where mode == .noReplace: throw .failed(.duplicate)
    // NFS, 9p, some FUSE file systems, kernels before 3.15: the same by two calls.
    case -Errno.invalid where mode == .noReplace, -Errno.notImplemented where mode == .noReplace,
      -Errno.notSupported where mode == .noReplace, -Errno.notSupportedByFile where mode == .noReplace:
      try publishByLink(temporary, as: name)
    default: throw .system(.rename, result)
    }
  }

  /// link(2) fails where the name exists. A process that is killed in between leaves the temporary name, for the
  /// next sweep.
  private func publishByLink(_ temporary: EntryName, as name: EntryName) throws(Stop) {
    let result = system.link(temporary, to: name, in: directory)
    if result == -Errno.exists { throw .failed(.duplicate) }
    guard result == 0 else { throw .system(.link, result) }
    _ = system.unlink(temporary, in: directory)
  }
}
