internal import FileSessions

// What a sync carries to the disk, by the file system.

extension Disk {
  /// `fsync` or `fdatasync` of a file.
  mutating func synchronize(
    _ file: UInt8, _ depth: SynchronizationDepth, _ model: FileSessionStore.FileSystemModel, _ contents: Contents
  ) {
    switch model {
    case .weakest, .atomicRename: commit(contents) { $0.changedFile == file }
    case .ext4, .xfs:
      let needsJournal = depth == .everything || pending.contains { Self.needsJournal($0, file) }
      if needsJournal { commit(contents) { $0.isMetadata } }
      commit(contents) { $0.changedFile == file }
    case .btrfs:
      // A name that is entered takes with it what happened to that name before.
      let entered = pending.compactMap { change -> UInt8? in
        if case .enter(let name, file) = change { name } else { nil }
      }
      commit(contents) { change in
        change.changedFile == file || entered.contains { change.concerns($0) && change.isOfDirectory }
      }
    }
  }

  /// `fsync` of the directory.
  mutating func synchronizeDirectory(_ model: FileSessionStore.FileSystemModel, _ contents: Contents) {
    // The journal is one: lengths go with names.
    commit(contents) { model.sharesJournal ? $0.isMetadata : $0.isOfDirectory }
  }

  /// Whether an fdatasync of the file has to write the journal: the file is new, has another length, or has grown.
  private static func needsJournal(_ change: DiskChange, _ file: UInt8) -> Bool {
    switch change {
    case .enter(_, file), .resize(file, _), .move(_, _, file): true
    case .write(file, _, _, let end): end != nil
    default: false
    }
  }

  private mutating func commit(_ contents: Contents, where isMeant: (DiskChange) -> Bool) {
    let changes = pending
    pending = []
    for change in changes {
      if isMeant(change) { durable.make(change, contents) } else { pending.append(change) }
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
