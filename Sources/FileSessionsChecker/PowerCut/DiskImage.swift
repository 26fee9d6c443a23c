/// A directory and its files, as they lie on a disk: what names lead to, and what files hold.
///
/// Files have numbers here that are not used again while anything refers to them, unlike inodes.
struct DiskImage: Hashable {
  /// By name: the file, or 0. Without zeros at the end, so that one image has one form; so is `contents`.
  private(set) var names: [UInt8] = []
  /// By file: the number of what it holds.
  private(set) var contents: [UInt32] = []

  func file(named name: UInt8) -> UInt8 { Int(name) < names.count ? names[Int(name)] : 0 }

  func content(of file: UInt8) -> UInt32 { Int(file) < contents.count ? contents[Int(file)] : 0 }

  mutating func setName(_ name: UInt8, to file: UInt8) {
    while names.count <= Int(name) { names.append(0) }
    names[Int(name)] = file
    while names.last == 0 { names.removeLast() }
  }

  mutating func setContent(of file: UInt8, to content: UInt32) {
    while contents.count <= Int(file) { contents.append(0) }
    contents[Int(file)] = content
    while contents.last == 0 { contents.removeLast() }
  }

  /// Names that lead somewhere, with the files.
  var entries: [(name: UInt8, file: UInt8)] {
    names.indices.filter { names[$0] != 0 }.map { (UInt8($0), names[$0]) }
  }

  /// Forgets what files hold that nobody asks for any more.
  mutating func keepContents(of files: Set<UInt8>) {
    for file in contents.indices.reversed() where !files.contains(UInt8(file)) {
      if content(of: UInt8(file)) != 0 { setContent(of: UInt8(file), to: 0) }
    }
  }
}
