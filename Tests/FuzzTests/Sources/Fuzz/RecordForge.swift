@testable import FileSessions

/// Records with the right checksums, which a fuzzer does not hit upon.
enum RecordForge {
  /// Gives bytes the beginning and the checksums of a record, and leaves the rest of the header as it is. Written after
  /// the description of the format, not by the encoder.
  /// - Returns: the digest that the record is of; `nil` for too few bytes.
  static func seal(_ bytes: inout [UInt8]) -> SessionDigest? {
    guard bytes.count >= 176 else { return nil }
    bytes.replaceSubrange(0..<5, with: [0x46, 0x53, 0x53, 0x31, 1])
    let count = Int(bytes.word(at: 8) & 0xffff_ffff) % (bytes.count - 175)
    for place in 0..<4 { bytes[8 + place] = UInt8(truncatingIfNeeded: count >> (8 * place)) }
    let (shape, sizes) = (bytes.word(at: 0) & ~0xff_0000_0000_0000, bytes.word(at: 8))
    let sum = Checksum.xxh64(bytes.span.extracting(24..<168 + count), seed: shape ^ (sizes << 29 | sizes >> 35))
    for place in 0..<8 {
      let byte = UInt8(truncatingIfNeeded: sum >> UInt64(8 * place))
      (bytes[16 + place], bytes[168 + count + place]) = (byte, byte)
    }
    return bytes.span.digest
  }

  /// A header of whatever the dice say.
  static func header(_ dice: inout Dice, slotSize: Int, payloadLimit: Int) -> RecordHeader {
    var header = RecordHeader()
    header.state = dice.choice([.live, .frozen, .forwarding, .tombstone, .moved])
    header.sequence = count(&dice)
    header.version = count(&dice)
    header.incarnation = UInt64(dice.byte())
    header.slotSize = slotSize
    header.payloadCount = Int(dice.byte()) * 8 % (payloadLimit + 1)
    if dice.byte() & 1 == 1 { header.expires = Timestamp(nanosecondsSince1970: Int64(bitPattern: dice.word())) }
    return header
  }

  /// Mostly a small number; now and then one at the edge of what is allowed.
  private static func count(_ dice: inout Dice) -> UInt64 {
    let byte = dice.byte()
    return byte < 250 ? UInt64(byte) : .max / 2 - UInt64(byte - 247)
  }
}

extension [UInt8] {
  func word(at offset: Int) -> UInt64 { span.word(at: offset) }
}

extension Span<UInt8> {
  /// What a record says whose it is; of fewer bytes, none.
  var digest: SessionDigest {
    count < 136 ? .none : SessionDigest(word(at: 104), word(at: 112), word(at: 120), word(at: 128))
  }
}
