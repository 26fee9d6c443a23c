internal import CFileSessions

/// The type of the file system that a store directory lies on: `f_type` of `statfs(2)`, from linux/magic.h.
package struct FileSystemType: Hashable, Sendable {
  package let rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }

  package init(of directory: CInt) { rawValue = file_sessions_file_system(directory) }

  package static let ext4 = FileSystemType(rawValue: 0xef53)
  package static let xfs = FileSystemType(rawValue: 0x5846_5342)
  package static let btrfs = FileSystemType(rawValue: 0x9123_683e)
  package static let tmpfs = FileSystemType(rawValue: 0x0102_1994)
  package static let overlay = FileSystemType(rawValue: 0x794c_7630)
  package static let f2fs = FileSystemType(rawValue: 0xf2f5_2010)
  package static let zfs = FileSystemType(rawValue: 0x2fc1_2fc1)

  /// Whether what one process does to a file is at once what every other one sees: its link count, its locks. Not so on
  /// network file systems, which answer from copies, nor on FUSE, which may do either.
  package var isCoherent: Bool {
    switch self {
    case .ext4, .xfs, .btrfs, .tmpfs, .overlay, .f2fs, .zfs: true
    default: false
    }
  }

  /// Whether a page of a file whose blocks are allocated can be mapped and written to without ever asking for space.
  /// Where a write goes to a new place (btrfs, ZFS, f2fs, and whatever lies under an overlay), a full disk kills the
  /// process that writes to a mapping (SIGBUS).
  package var hasStableMappings: Bool {
    switch self {
    case .ext4, .xfs, .tmpfs: true
    default: false
    }
  }
}
