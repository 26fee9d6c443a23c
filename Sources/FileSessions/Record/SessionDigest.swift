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

  /// Lower case only: a file system that folds case keeps two names apart all the same. On the way of every open, so
  /// without a table: `a` to `z`, then `2` to `7`.
  func writeBase32(to bytes: inout InlineArray<64, UInt8>) {
    let words: InlineArray<5, UInt64> = [first, second, third, fourth, 0]
    for index in 0..<Self.textLength {
      let (word, start) = ((index &* 5) &>> 6, UInt64(truncatingIfNeeded: (index &* 5) & 63))
      // Five bits that may reach into the next word; behind the end they are zero.
      let bits = words[word] &<< start | (words[word &+ 1] &>> 1) &>> (63 &- start)
      let value = UInt8(truncatingIfNeeded: bits &>> 59)
      bytes[index] = value &+ (value < 26 ? UInt8(ascii: "a") : UInt8(ascii: "2") &- 26)
    }
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
