@testable import FileSessions

/// A file of one record: what is read from it is in it, is written the same, and no changed bit goes unnoticed.
enum RecordTarget {
  static func run(_ bytes: Span<UInt8>) {
    check(bytes, of: bytes.digest)
    var sealed = [UInt8](copying: bytes)
    guard let digest = RecordForge.seal(&sealed) else { return }
    check(sealed.span, of: digest)
    check(sealed.span, of: SessionDigest(~digest.first, digest.second, digest.third, digest.fourth))
  }

  private static func check(_ bytes: Span<UInt8>, of digest: SessionDigest) {
    _ = RecordHeader.beginsSingle(bytes)
    guard let header = try? RecordHeader(decoding: bytes, for: digest) else { return }
    expect(bytes.digest == digest, "a record answers for its own session alone")
    let count = RecordHeader.recordByteCount(payload: header.payloadCount)
    expect(count <= bytes.count, "a record lies within its bytes")
    let record = [UInt8](copying: bytes.extracting(0..<count))
    checkFields(header, record)
    checkEncoding(header, record, of: digest)
    checkChange(record, of: digest)
    // Whatever follows it, it is the same record; and none of it is missing.
    expect((try? RecordHeader(decoding: record.span, for: digest)) == header, "what follows a record is none of it")
    expect((try? RecordHeader(decoding: record.dropLast().copy.span, for: digest)) == nil, "a cut record is none")
  }

  private static func checkFields(_ header: RecordHeader, _ record: [UInt8]) {
    let words = [
      header.sequence, header.version, header.incarnation, UInt64(bitPattern: header.created.nanosecondsSince1970),
      UInt64(bitPattern: header.expires.nanosecondsSince1970),
      UInt64(bitPattern: header.absoluteDeadline.nanosecondsSince1970), UInt64(bitPattern: header.idleLifetime),
      UInt64(bitPattern: header.absoluteLifetime), UInt64(bitPattern: header.refreshed.nanosecondsSince1970),
      UInt64(bitPattern: header.began.nanosecondsSince1970),
    ]
    for (index, word) in words.enumerated() {
      expect(record.word(at: 24 + 8 * index) == word, "the word at byte \(24 + 8 * index) is what was read")
    }
    expect(record[5] == header.state.rawValue && record[6] == header.durability.rawValue, "state and durability")
  }

  private static func checkEncoding(_ header: RecordHeader, _ record: [UInt8], of digest: SessionDigest) {
    var again = record
    var span = again.mutableSpan
    header.encode(into: &span, of: digest, successor: RecordHeader.successor(of: record.span))
    var synced = header
    synced.durability = .none
    expect((try? RecordHeader(decoding: again.span, for: digest)) == synced, "what is written is read again")
    // Byte 7 is zero in what this version writes.
    guard record[7] == 0 else { return }
    again[RecordHeader.durabilityOffset] = record[RecordHeader.durabilityOffset]
    expect(again == record, "a record has one encoding")
  }

  private static func checkChange(_ record: [UInt8], of digest: SessionDigest) {
    // Somewhere else in each record.
    let sum = record.word(at: 16)
    var changed = record
    let place = Int(sum % UInt64(record.count))
    changed[place] ^= 1 << UInt8(truncatingIfNeeded: sum >> 32 & 7)
    guard place != RecordHeader.durabilityOffset else { return }
    expect(
      (try? RecordHeader(decoding: changed.span, for: digest)) == nil, "a changed bit, of byte \(place), is noticed")
  }
}

extension ArraySlice<UInt8> {
  fileprivate var copy: [UInt8] { Array(self) }
}
