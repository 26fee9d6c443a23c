/// The payload of the catch phase: the marks of the updates that it has seen, and a check word over all of it.
///
/// ```
///  0  check word of everything behind it
///  8  session
/// 16  tag: which creation of the session this is; 0 for one that is never deleted
/// 24  number of marks
/// 32  the marks, eight bytes each, oldest first; then padding, so that sizes differ from write to write
/// ```
struct CatchPayload: Hashable, Sendable {
  private static let marksAt = 32

  var session: Int
  var tag: UInt64
  var marks: [UInt64]

  init(session: Int, tag: UInt64, marks: [UInt64] = []) {
    self.session = session
    self.tag = tag
    self.marks = marks
  }

  /// - Returns: `nil` where the bytes are no single write, or one of another session.
  init?(_ bytes: Span<UInt8>, of session: Int) {
    guard bytes.count >= Self.marksAt, Self.word(at: 0, bytes) == Self.check(bytes.extracting(8...)) else {
      return nil
    }
    let count = Self.word(at: 24, bytes)
    guard Self.word(at: 8, bytes) == UInt64(session), count <= UInt64(bytes.count - Self.marksAt) / 8 else {
      return nil
    }
    self.session = session
    tag = Self.word(at: 16, bytes)
    marks = (0..<Int(count)).map { Self.word(at: Self.marksAt + 8 * $0, bytes) }
  }

  /// - Parameter padding: how many bytes follow the marks.
  func encoded(padding: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.marksAt + 8 * marks.count + padding)
    for word in [0, UInt64(session), tag, UInt64(marks.count)] + marks { Self.append(word, to: &bytes) }
    for index in 0..<padding { bytes.append(UInt8(truncatingIfNeeded: index) ^ UInt8(truncatingIfNeeded: tag)) }
    let check = Self.check(bytes.span.extracting(8...))
    for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: check >> UInt64(8 * index)) }
    return bytes
  }

  /// FNV-1a: the record's own checksum is another function, so that a fault of one does not hide behind the other.
  private static func check(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    return hash
  }

  private static func word(at offset: Int, _ bytes: Span<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
    return word
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index))) }
  }
}
