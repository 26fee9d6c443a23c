import FileSessions
import Testing

@Suite("What a store keeps of a user: its bytes")
struct UserRecordTests {
  private static let record: UserRecord = {
    var record = UserRecord()
    record.endTime = Timestamp(nanosecondsSince1970: 1_700_000_000_000_000_000)
    let texts = [("Firefox on Linux", "192.0.2.7"), ("", ""), ("é\0\u{301}", String(repeating: "x", count: 10_000))]
    for (index, text) in texts.enumerated() {
      let use = UserSessionUse(
        lastUseTime: Timestamp(nanosecondsSince1970: Int64(index)), idleTimeout: index == 0 ? nil : .seconds(index),
        absoluteDeadline: index == 1 ? nil : Timestamp(nanosecondsSince1970: .max - 1))
      record.entries.append(
        UserRecord.Entry(
          handle: SessionHandle(high: UInt64.max - UInt64(index), low: UInt64(index)),
          loginTime: Timestamp(nanosecondsSince1970: -1), use: use, device: text.0, address: text.1))
    }
    return record
  }()

  @Test("What is written is read") func read() throws {
    for record in [UserRecord(), Self.record] {
      let bytes = record.bytes
      #expect(try UserRecord(bytes) == record)
      for entry in record.entries { #expect(try UserRecord.use(of: entry.handle, in: bytes) == entry.use) }
      #expect(try UserRecord.use(of: SessionHandle(high: 1, low: 2), in: bytes) == nil)
    }
  }

  @Test("The layout is the one that is documented") func layout() throws {
    var record = UserRecord()
    record.endTime = Timestamp(nanosecondsSince1970: 0x0102)
    let use = UserSessionUse(
      lastUseTime: Timestamp(nanosecondsSince1970: 4), idleTimeout: .nanoseconds(5),
      absoluteDeadline: Timestamp(nanosecondsSince1970: 6))
    record.entries = [
      UserRecord.Entry(
        handle: SessionHandle(high: 1, low: 2), loginTime: Timestamp(nanosecondsSince1970: 3), use: use, device: "d",
        address: "ab")
    ]
    func number(_ value: UInt8, _ next: UInt8 = 0) -> [UInt8] { [value, next, 0, 0, 0, 0, 0, 0] }
    var expected = Array("FSUSER".utf8) + [0, 1] + number(2, 1) + number(1)
    for value: UInt8 in 1...6 { expected += number(value) }
    expected += [1, 0, 0, 0, 2, 0, 0, 0] + Array("dab".utf8)
    #expect(record.bytes == expected)
  }

  @Test("Cut off anywhere, or with a byte more, it is damaged") func truncated() {
    let bytes = Self.record.bytes
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(code { try UserRecord(Array(bytes.prefix(count))) } == .corrupt)
    }
    #expect(code { try UserRecord(bytes + [0]) } == .corrupt)
  }

  @Test("A byte that is another one is damage, or another record, and no crash") func flipped() {
    let bytes = Self.record.bytes
    let handle = Self.record.entries[0].handle
    for index in 0..<(UserRecord().bytes.count + 3 * 56 + 30) {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        #expect((try? UserRecord(changed))?.bytes != bytes)
        _ = try? UserRecord.use(of: handle, in: changed)
      }
    }
  }

  @Test("What a newer version wrote is told from damage") func newer() {
    var bytes = Self.record.bytes
    bytes[7] = 2
    #expect(code { try UserRecord(bytes) } == .incompatibleStore)
    #expect(code { try UserRecord.use(of: SessionHandle(high: 1, low: 2), in: bytes) } == .incompatibleStore)
  }

  private func code<Result>(_ body: () throws -> Result) -> SessionError.Code? {
    do {
      _ = try body()
      return nil
    } catch { return (error as? SessionError)?.code }
  }
}
