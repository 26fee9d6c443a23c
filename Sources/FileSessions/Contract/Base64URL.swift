/// Base64url without padding (RFC 4648, section 5) of exactly 256 bits.
enum Base64URL {
  static let length = 43

  static func encode(_ bits: SessionDigest) -> String {
    let bytes = bits.bytes
    return unsafe String(unsafeUninitializedCapacity: length) { output in
      for index in 0..<length {
        let offset = index * 6
        let high = UInt16(bytes[offset / 8]) << 8
        let pair = high | (offset / 8 + 1 < 32 ? UInt16(bytes[offset / 8 + 1]) : 0)
        unsafe output[index] = letter(UInt8(truncatingIfNeeded: pair >> UInt16(10 - offset % 8)) & 63)
      }
      return length
    }
  }

  static func decode(_ text: some Collection<UInt8>) -> SessionDigest? {
    var words = InlineArray<4, UInt64>(repeating: 0)
    var index = 0
    for character in text {
      guard index < length, let value = value(of: character) else { return nil }
      let (word, start) = (index * 6 / 64, index * 6 % 64)
      if start <= 58 {
        words[word] |= UInt64(value) << UInt64(58 - start)
      } else {
        words[word] |= UInt64(value) >> UInt64(start - 58)
        // The last character carries four bits of the id and two that have to be zero.
        if word == 3 {
          guard value & 3 == 0 else { return nil }
        } else {
          words[word + 1] |= UInt64(value) << UInt64(122 - start)
        }
      }
      index += 1
    }
    return index == length ? SessionDigest(words[0], words[1], words[2], words[3]) : nil
  }

  private static func letter(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "-")
    default: UInt8(ascii: "_")
    }
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
