/// A change of a directory or of a file that no sync has covered yet.
enum DiskChange: Hashable {
  /// A name for a file that was created or linked.
  case enter(UInt8, file: UInt8)
  case remove(UInt8)
  case move(UInt8, to: UInt8, file: UInt8)
  case exchange(UInt8, file: UInt8, UInt8, otherFile: UInt8)
  /// A file cut, or made longer without data.
  case resize(file: UInt8, to: Int)
  /// One piece of a write.
  /// - Parameter end: where the file ends after it, if it has grown by it.
  case write(file: UInt8, bytes: UInt32, at: Int, end: Int?)

  /// The file whose content it changes.
  var changedFile: UInt8? {
    switch self {
    case .resize(let file, _), .write(let file, _, _, _): file
    case .enter, .remove, .move, .exchange: nil
    }
  }

  /// The files that it gives names to.
  var namedFiles: [UInt8] {
    switch self {
    case .enter(_, let file), .move(_, _, let file): [file]
    case .exchange(_, let file, _, let other): [file, other]
    case .remove, .resize, .write: []
    }
  }

  var isOfDirectory: Bool { changedFile == nil }

  /// Whether a journal carries it: everything but data.
  var isMetadata: Bool { if case .write = self { false } else { true } }

  func renumbered(_ file: UInt8, as new: UInt8) -> DiskChange {
    let number = { (found: UInt8) in found == file ? new : found }
    return switch self {
    case .enter(let name, let file): .enter(name, file: number(file))
    case .remove: self
    case .move(let from, let to, let file): .move(from, to: to, file: number(file))
    case .exchange(let name, let file, let other, let otherFile):
      .exchange(name, file: number(file), other, otherFile: number(otherFile))
    case .resize(let file, let length): .resize(file: number(file), to: length)
    case .write(let file, let bytes, let place, let end):
      .write(file: number(file), bytes: bytes, at: place, end: end)
    }
  }
}

extension DiskImage {
  /// Makes a change as a whole.
  mutating func make(_ change: DiskChange, _ contents: Contents) {
    switch change {
    case .enter(let name, let file): setName(name, to: file)
    case .remove(let name): setName(name, to: 0)
    case .move(let from, let to, let file):
      setName(from, to: 0)
      setName(to, to: file)
    case .exchange(let name, let file, let other, let otherFile):
      setName(name, to: otherFile)
      setName(other, to: file)
    case .resize(let file, let length):
      setContent(of: file, to: contents.resized(content(of: file), to: length))
    case .write(let file, let bytes, let place, _):
      setContent(of: file, to: contents.overwriting(content(of: file), with: bytes, at: place))
    }
  }
}
