internal import CFileSessions

/// The SHA-256 of a session's id: its name on disk, and its identity wherever an id must not be shown.
package struct SessionDigest: Sendable {
  /// Big-endian: `first` holds the leading eight bytes.
  package let first, second, third, fourth: UInt64

  package init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
  }

  /// What stands in a record where there is no digest.
  package static let none = SessionDigest(0, 0, 0, 0)

  /// The digest of `domain` followed by `bytes`. The domain ends in a NUL and no other domain begins with it,
  /// so that an id and a key of the same bytes are two sessions.
  init(domain: StaticString, _ bytes: Span<UInt8>) {
    var hash = SHA256()
    // A StaticString's bytes live as long as the program, and a NUL follows them.
    for index in 0...domain.utf8CodeUnitCount { unsafe hash.update(domain.utf8Start[index]) }
    hash.update(bytes)
    let words = hash.finish()
    self.init(
      UInt64(words[0]) << 32 | UInt64(words[1]), UInt64(words[2]) << 32 | UInt64(words[3]),
      UInt64(words[4]) << 32 | UInt64(words[5]), UInt64(words[6]) << 32 | UInt64(words[7]))
  }
}

extension SessionDigest {
  /// 256 bits from the system's generator (`getrandom(2)`).
  /// - Throws: `inputOutput` where the system has no random bits to give.
  static func random() throws(SessionError) -> SessionDigest {
    var words = InlineArray<4, UInt64>(repeating: 0)
    var span = words.mutableSpan
    let result = unsafe span.withUnsafeMutableBytes { unsafe file_sessions_random($0.baseAddress, $0.count) }
    guard result == 0 else {
      throw SessionError(
        .inputOutput, "the system has no random bits to give", systemCall: "getrandom", errno: -result)
    }
    return SessionDigest(words[0], words[1], words[2], words[3])
  }

  /// The 32 bytes, leading byte first.
  var bytes: InlineArray<32, UInt8> {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    for index in 0..<8 {
      let shift = UInt64(56 - 8 * index)
      bytes[index] = UInt8(truncatingIfNeeded: first >> shift)
      bytes[8 + index] = UInt8(truncatingIfNeeded: second >> shift)
      bytes[16 + index] = UInt8(truncatingIfNeeded: third >> shift)
      bytes[24 + index] = UInt8(truncatingIfNeeded: fourth >> shift)
    }
    return bytes
  }
}

extension SessionDigest: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    left.first == right.first && left.second == right.second && left.third == right.third && left.fourth == right.fourth
  }

  /// One word of a digest is as good a hash as all four.
  package func hash(into hasher: inout Hasher) { hasher.combine(first) }
}

extension SessionDigest {
  /// 256 bits in base32: 51 characters of five bits and one of one bit.
  package static let textLength = 52

  /// Lower case only: a file system that folds case keeps two names apart all the same.
  func writeBase32(to bytes: inout InlineArray<64, UInt8>) {
    var span = bytes.mutableSpan
    var raw = unsafe span.mutableBytes
    // Forty bits are eight characters: six groups, and one of the sixteen bits that are left and zeros.
    Self.write(first >> 24, at: 0, to: &raw)
    Self.write(first << 16 | second >> 48, at: 8, to: &raw)
    Self.write(second >> 8, at: 16, to: &raw)
    Self.write(second << 32 | third >> 32, at: 24, to: &raw)
    Self.write(third << 8 | fourth >> 56, at: 32, to: &raw)
    Self.write(fourth >> 16, at: 40, to: &raw)
    Self.write(fourth << 24, at: 48, to: &raw)
  }

  /// Writes the low forty bits of `group` as eight characters, all at once: each byte of a word is one.
  @inline(__always)
  private static func write(_ group: UInt64, at place: Int, to bytes: inout MutableRawSpan) {
    // Twenty bits to each half of the word, ten to each quarter, five to each byte; the first character lowest.
    var word = (group >> 20) & 0xf_ffff | (group & 0xf_ffff) << 32
    word = (word >> 10) & 0x0000_03ff_0000_03ff | (word & 0x0000_03ff_0000_03ff) << 16
    word = (word >> 5) & 0x001f_001f_001f_001f | (word & 0x001f_001f_001f_001f) << 8
    // 1 in each byte that is 26 or more, which gets a digit: "2" lies 73 below "a" + 26.
    let digits = (word &+ 0x0606_0606_0606_0606) >> 5 & 0x0101_0101_0101_0101
    let letters = word &+ 0x6161_6161_6161_6161 &- digits &* 73
    bytes.storeBytes(of: letters.littleEndian, toByteOffset: place, as: UInt64.self)
  }

  /// Reads the text that `writeBase32` writes; `nil` for anything else.
  init?(base32 text: Span<UInt8>) {
    guard text.count == Self.textLength else { return nil }
    var words = InlineArray<5, UInt64>(repeating: 0)
    for index in text.indices {
      guard let value = Self.value(of: text[index]) else { return nil }
      let (word, start) = (index * 5 / 64, index * 5 % 64)
      if start <= 59 {
        words[word] |= value << UInt64(59 - start)
      } else {
        words[word] |= value >> UInt64(start - 59)
        words[word + 1] |= value << UInt64(123 - start)
      }
    }
    // The last character carries one bit; the four below it are none of the digest's.
    guard words[4] == 0 else { return nil }
    self.init(words[0], words[1], words[2], words[3])
  }

  private static func value(of character: UInt8) -> UInt64? {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(character - UInt8(ascii: "a"))
    case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt64(character - UInt8(ascii: "2") + 26)
    default: nil
    }
  }
}
