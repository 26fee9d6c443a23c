internal import FileSessions

extension FileSessionStore.FileSystemModel {
  /// Whether names and lengths come in the order in which they were made.
  var isOrdered: Bool {
    switch self {
    case .weakest, .atomicRename: false
    case .ext4, .xfs, .btrfs: true
    }
  }

  /// Whether a sync that needs the journal carries every change of names and lengths before it.
  var sharesJournal: Bool { self == .ext4 || self == .xfs }
}
