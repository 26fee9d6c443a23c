internal import Foundation
internal import Lab

/// What a logged disk was told, in order.
final class DiskLog: Sendable {
  enum Entry {
    case write(offset: Int, bytes: ArraySlice<UInt8>)
    /// All before it is durable.
    case flush
  }

  let path: String
  private let descriptor: CInt

  init(path: String) throws {
    self.path = path
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw LabFailure.environment("\(path) cannot be made")
    }
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LabFailure.environment("\(path) cannot be opened: error \(errno)") }
  }

  deinit { _ = close(descriptor) }

  /// How long it is by now. An entry that is only half there belongs to what comes later.
  var mark: Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// All entries, each with the mark of its end.
  func entries() throws -> [(entry: Entry, end: Int)] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var (entries, place) = ([(entry: Entry, end: Int)](), 0)
    while place + 16 <= bytes.count {
      let (offset, count) = (Self.word(bytes, place), Self.word(bytes, place + 8))
      let end = place + 16 + count
      guard end <= bytes.count else { break }
      entries.append((count == 0 ? .flush : .write(offset: offset, bytes: bytes[place + 16..<end]), end))
      place = end
    }
    return entries
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> Int {
    (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
