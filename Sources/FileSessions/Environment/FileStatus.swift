package struct FileStatus: Hashable, Sendable {
  package enum Kind: UInt8, Hashable, Sendable {
    case other, regular, directory, symbolicLink
  }

  package var device: UInt64 = 0
  package var inode: UInt64 = 0
  package var links: UInt64 = 0
  package var size: Int = 0
  /// Of 512 bytes, allocated; 0 for a file that has a size but no content.
  package var blocks: Int = 0
  /// The time of the last change of the content.
  package var modified = Timestamp(nanosecondsSince1970: 0)
  package var owner: UInt32 = 0
  package var permissions: UInt32 = 0
  package var kind = Kind.other

  package init() {}

  /// Whether two answers speak of one file.
  package func isSameFile(as other: FileStatus) -> Bool { inode == other.inode && device == other.device }
}
