/// What a disk holds for certain, and what it may hold: the changes that no sync has covered, in their order.
///
/// 1. A live inode's file has the number of the inode plus one. When the inode is free, its file, if the disk may still
///    lead to it, gets the next free number from `firstFormer` on: inodes are used again, files are not.
/// 2. Nothing is kept of a file that no name leads to, on the disk or after any change.
struct Disk: Hashable {
  static let firstFormer: UInt8 = 16

  /// What is there whatever happens.
  var durable = DiskImage()
  /// What may be there as well.
  var pending: [DiskChange] = []

  static func file(of inode: Int) -> UInt8 { UInt8(inode + 1) }

  /// The files that a name leads to, on the disk or after any change.
  private var named: Set<UInt8> {
    Set(durable.entries.map(\.file)).union(pending.flatMap(\.namedFiles))
  }

  /// Forgets former files that no name can lead to. (Of live ones a name may be made yet.)
  mutating func forgetUnnamed() {
    let kept = named.union(1..<Self.firstFormer)
    durable.keepContents(of: kept)
    pending.removeAll { change in change.changedFile.map { !kept.contains($0) } ?? false }
  }

  /// Data that was to be written never will be. How long the file is stands elsewhere.
  mutating func loseWrites(of file: UInt8) {
    pending = pending.compactMap { change in
      guard case .write(file, _, _, let end) = change else { return change }
      return end.map { .resize(file: file, to: $0) }
    }
  }

  /// An inode is free, and its number may come back.
  mutating func release(_ inode: Int) {
    let (file, used) = (Self.file(of: inode), named)
    if used.contains(file), let new = (Self.firstFormer...UInt8.max).first(where: { !used.contains($0) }) {
      for entry in durable.entries where entry.file == file { durable.setName(entry.name, to: new) }
      durable.setContent(of: new, to: durable.content(of: file))
      pending = pending.map { $0.renumbered(file, as: new) }
    }
    durable.setContent(of: file, to: 0)
    pending.removeAll { $0.changedFile == file }
    forgetUnnamed()
  }
}
