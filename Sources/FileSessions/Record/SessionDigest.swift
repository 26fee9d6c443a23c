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

  /// Lower case only: a file system that folds case keeps two names apart all the same.
  private static let alphabet: InlineArray<32, UInt8> = {
    var letters = InlineArray<32, UInt8>(repeating: 0)
    for index in 0..<26 { letters[index] = UInt8(ascii: "a") + UInt8(index) }
    for index in 26..<32 { letters[index] = UInt8(ascii: "2") + UInt8(index - 26) }
    return letters
  }()

  private subscript(word index: Int) -> UInt64 {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: fourth
    }
  }

  func writeBase32(to bytes: inout InlineArray<64, UInt8>) {
    for index in 0..<Self.textLength { bytes[index] = Self.alphabet[Int(bits(at: index * 5))] }
  }

  /// The five bits that begin at `offset`; bits behind the end count as zero.
  private func bits(at offset: Int) -> UInt64 {
    let (word, start) = (offset / 64, offset % 64)
    let high = self[word: word] << UInt64(start)
    let low = start > 59 && word < 3 ? self[word: word + 1] >> UInt64(64 - start) : 0
    return (high | low) >> 59
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
