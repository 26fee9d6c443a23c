internal import FileSessions

// What a sync carries to the disk, by the file system.

extension Disk {
  /// `fsync` or `fdatasync` of a file.
  mutating func synchronize(
    _ file: UInt8, _ depth: SynchronizationDepth, _ model: FileSessionStore.FileSystemModel, _ contents: Contents
  ) {
    switch model {
    case .weakest, .atomicRename: commit(contents) { change, _ in change.changedFile == file }
    case .ext4, .xfs:
      // The journal is written up to what this file needs of it. What came later may lie in a later transaction.
      let last = pending.lastIndex { Self.needsJournal($0, file, depth, model) } ?? -1
      commit(contents) { $0.changedFile == file || $0.isMetadata && $1 <= last }
    case .btrfs:
      // A name that is entered takes with it what happened to that name before.
      let entered = pending.compactMap { change -> UInt8? in
        if case .enter(let name, file) = change { name } else { nil }
      }
      commit(contents) { change, _ in
        change.changedFile == file || entered.contains { change.concerns($0) && change.isOfDirectory }
      }
    }
  }

  /// `fsync` of the directory.
  mutating func synchronizeDirectory(_ model: FileSessionStore.FileSystemModel, _ contents: Contents) {
    // The journal is one: lengths go with names.
    commit(contents) { change, _ in model.sharesJournal ? change.isMetadata : change.isOfDirectory }
  }

  /// Whether a sync of the file has to write the journal for a change: the file is new, has another length, or has
  /// grown. A new name alone is no need of an fdatasync on ext4.
  private static func needsJournal(
    _ change: DiskChange, _ file: UInt8, _ depth: SynchronizationDepth, _ model: FileSessionStore.FileSystemModel
  ) -> Bool {
    switch change {
    case .enter(_, file), .resize(file, _): true
    case .move(_, _, file): depth == .everything || model == .xfs
    case .write(file, _, _, let end): end != nil
    default: false
    }
  }

  private mutating func commit(_ contents: Contents, where isMeant: (DiskChange, Int) -> Bool) {
    let changes = pending
    pending = []
    for (index, change) in changes.enumerated() {
      if isMeant(change, index) { durable.make(change, contents) } else { pending.append(change) }
    }
    forgetUnnamed()
  }
}

extension DiskChange {
  /// Whether it is about a name.
  func concerns(_ name: UInt8) -> Bool {
    switch self {
    case .enter(name, _), .remove(name), .move(name, _, _), .move(_, name, _), .exchange(name, _, _, _),
      .exchange(_, _, name, _):
      true
    default: false
    }
  }
}
