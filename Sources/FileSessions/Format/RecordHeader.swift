/// One session as it stands on disk: this header, the payload right behind it, and the checksum once more.
///
/// All numbers are little-endian.
///
/// ```
///   0 ┌──────────────────────┬────────┬────────┬────────────┬────────┐
///     │ magic "FSS1"         │ format │ state  │ durability │ 0      │
///   8 ├──────────────────────┼────────┴────────┴────────────┴────────┤
///     │ payload length       │ slot size, 0 in a file of one record  │
///  16 ├──────────────────────┴───────────────────────────────────────┤
///     │ checksum: XXH64 of byte 24 to the end of the payload, seeded │
///     │           with the sixteen bytes before it but durability    │
///  24 ├──────────────────────────────────────────────────────────────┤
///     │ sequence: +1 per write of any kind                           │
///  32 │ version: +1 per save                                         │
///  40 │ incarnation: random, drawn at each create                    │
///  48 │ created, nanoseconds since 1970                              │
///  56 │ expires: the earlier deadline, or the largest Int64          │
///  64 │ absolute deadline, or the largest Int64                      │
///  72 │ idle lifetime in nanoseconds, 0 where there is none          │
///  80 │ absolute lifetime in nanoseconds, 0 where there is none      │
///  88 │ refreshed: when the idle lifetime last began, by the clock   │
///     │            of that moment                                    │
///  96 │ began: when the absolute lifetime did                        │
/// 104 ├──────────────────────────────────────────────────────────────┤
///     │ digest of the session's id (32 bytes)                        │
/// 136 │ digest of the successor of a rotated session (32 bytes), or 0│
/// 168 ├──────────────────────────────────────────────────────────────┤
///     │ payload                                                      │
///     ├──────────────────────────────────────────────────────────────┤
///     │ the checksum again: the last that is written (8 bytes)       │
///     └──────────────────────────────────────────────────────────────┘
/// ```
///
/// The checksum stands at both ends because a mixture can be whole. Without the second one:
///
/// 1. A writes a record into a slot and is killed in the middle: the rest is what it was.
/// 2. C, without a lock, has read that half.
/// 3. B takes the lock, zeroes the slot and writes another record, whose second half is the same as A's would have
///    been.
/// 4. C reads the second half, and has A's record, which never was.
///
/// The digest binds a record to its name: a file that was copied, renamed by hand or handed out again by
/// a file system after a power cut does not answer for another session.
///
/// A record is written with durability 0, and the byte is set once its sync has returned (`Engine.noteDurable`): a
/// writer that is killed before its sync leaves a record that does not claim to be durable. The byte is not summed up,
/// so that setting it is one write that cannot spoil a record.
package struct RecordHeader: Hashable, Sendable {
  package enum State: UInt8, Hashable, Sendable {
    case live = 1
    /// Rotated: a load answers this payload until `expires`, nothing else is answered.
    case frozen = 2
    /// Rotated, and by explicit choice a load answers what the successor holds.
    case forwarding = 3
    /// Deleted. Terminal: an inode with a tombstone never holds a session again.
    case tombstone = 4
    /// The session lives in a larger file of the same name. Terminal.
    case moved = 5
  }

  package var state = State.live
  /// What this record is known to survive.
  package var durability = FileSessionStore.Durability.none
  private var storedPayloadCount: UInt32 = 0
  private var storedSlotSize: UInt32 = 0
  package var sequence: UInt64 = 0
  package var version: UInt64 = 0
  package var incarnation: UInt64 = 0
  package var created = Timestamp.distantFuture
  package var expires = Timestamp.distantFuture
  package var absoluteDeadline = Timestamp.distantFuture
  /// Nanoseconds; `0` where the session does not expire by idling.
  package var idleLifetime: Int64 = 0
  /// Nanoseconds; `0` where there is no absolute deadline.
  package var absoluteLifetime: Int64 = 0
  package var refreshed = Timestamp(nanosecondsSince1970: 0)
  package var began = Timestamp(nanosecondsSince1970: 0)

  package init() {}

  // As wide as they are on disk. The digests are left to the disk altogether: up to 128 bytes a value is copied by a
  // few moves, and beyond them by a call; and this one, with what is found beside it, is copied a lot.
  package var payloadCount: Int {
    get { Int(storedPayloadCount) }
    set { storedPayloadCount = UInt32(newValue) }
  }
  package var slotSize: Int {
    get { Int(storedSlotSize) }
    set { storedSlotSize = UInt32(newValue) }
  }

  package var isRotated: Bool { state == .frozen || state == .forwarding }
  package var isTerminal: Bool { state == .tombstone || state == .moved }
  package var sessionVersion: SessionVersion { SessionVersion(incarnation: incarnation, counter: version) }
}

extension RecordHeader {
  package static let byteCount = 168
  /// What follows the payload.
  package static let trailerByteCount = 8

  /// The length of a record.
  package static func recordByteCount(payload count: Int) -> Int { byteCount + count + trailerByteCount }
  private static let magic: UInt32 = 0x3153_5346  // "FSS1"
  private static let format: UInt8 = 1

  /// What is wrong with bytes that should be a record.
  package enum Damage: Error, Hashable, Sendable {
    case empty
    case truncated
    case oversized
    case foreign
    case unknownFormat
    case checksum
    case otherSession
    case otherLayout
    case sizeMismatch

    /// Whether the session is lost. A file that is only beyond this store (of a newer format, of the other layout, or
    /// larger than its rules allow) may be somebody else's healthy session, and is left alone.
    package var isDestruction: Bool {
      switch self {
      case .oversized, .unknownFormat, .otherLayout: false
      case .empty, .truncated, .foreign, .checksum, .otherSession, .sizeMismatch: true
      }
    }
  }

  /// The sequence that bytes claim which may be a record; 0 of a slot that was never written. At least a header long.
  static func sequence(of bytes: Span<UInt8>) -> UInt64 { bytes.word(at: 24) }

  /// The slot size that bytes claim which may be a record.
  static func slotSize(of bytes: Span<UInt8>) -> Int { Int(UInt32(truncatingIfNeeded: bytes.word(at: 8) >> 32)) }

  /// The id that a rotated session's valid record leads to.
  static func successor(of record: Span<UInt8>) -> SessionDigest { record.digest(at: 136) }

  /// Whether bytes begin as a record does that this version can read.
  static func isRecord(_ bytes: Span<UInt8>) -> Bool {
    bytes.word(at: 0) & 0xff_ffff_ffff == UInt64(magic) | UInt64(format) << 32
  }

  /// Whether bytes begin as a file of one record does. The first record alone decides on the layout of a file: what
  /// follows may be a payload, and a payload may look like anything.
  package static func beginsSingle(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= byteCount && isRecord(bytes) && slotSize(of: bytes) == 0
  }

  /// Reads the record at the beginning of `bytes`, which may reach beyond the record's end.
  package init(decoding bytes: Span<UInt8>, for digest: SessionDigest) throws(Damage) {
    guard bytes.count > 0 else { throw .empty }
    guard bytes.count >= Self.byteCount else { throw .truncated }
    guard UInt32(truncatingIfNeeded: bytes.word(at: 0)) == Self.magic else { throw .foreign }
    let shape = bytes.word(at: 0)
    guard UInt8(truncatingIfNeeded: shape >> 32) == Self.format else { throw .unknownFormat }
    guard let state = State(rawValue: UInt8(truncatingIfNeeded: shape >> 40)) else { throw .unknownFormat }
    guard let durability = FileSessionStore.Durability(rawValue: UInt8(truncatingIfNeeded: shape >> 48)) else {
      throw .unknownFormat
    }
    let sizes = bytes.word(at: 8)
    let payloadCount = Int(UInt32(truncatingIfNeeded: sizes))
    guard bytes.count - Self.byteCount - Self.trailerByteCount >= payloadCount else { throw .truncated }
    let end = Self.byteCount + payloadCount
    let checksum = bytes.word(at: 16)
    guard bytes.word(at: end) == checksum else { throw .checksum }
    guard Checksum.xxh64(bytes.extracting(24..<end), seed: Self.seed(shape, sizes)) == checksum else { throw .checksum }
    guard bytes.digest(at: 104) == digest else { throw .otherSession }
    self.init()
    self.state = state
    self.durability = durability
    self.payloadCount = payloadCount
    slotSize = Int(UInt32(truncatingIfNeeded: sizes >> 32))
    sequence = bytes.word(at: 24)
    version = bytes.word(at: 32)
    incarnation = bytes.word(at: 40)
    created = bytes.timestamp(at: 48)
    expires = bytes.timestamp(at: 56)
    absoluteDeadline = bytes.timestamp(at: 64)
    idleLifetime = Int64(bitPattern: bytes.word(at: 72))
    absoluteLifetime = Int64(bitPattern: bytes.word(at: 80))
    refreshed = bytes.timestamp(at: 88)
    began = bytes.timestamp(at: 96)
    // Nobody gets there by counting; a record that says so is not a store's.
    guard sequence < .max / 2, version < .max / 2, idleLifetime >= 0, absoluteLifetime >= 0 else { throw .foreign }
  }

  /// Where the byte stands that says what a record survives.
  static let durabilityOffset = 6

  /// Writes what belongs before and behind a payload that already stands at byte 168 of `bytes`. Whatever `durability`
  /// says, what is written was not synced yet.
  package func encode(
    into bytes: inout MutableSpan<UInt8>, of digest: SessionDigest, successor: SessionDigest = .none
  ) {
    let shape = UInt64(Self.magic) | UInt64(Self.format) << 32 | UInt64(state.rawValue) << 40
    let sizes = UInt64(UInt32(payloadCount)) | UInt64(UInt32(slotSize)) << 32
    bytes.store(shape, at: 0)
    bytes.store(sizes, at: 8)
    bytes.store(sequence, at: 24)
    bytes.store(version, at: 32)
    bytes.store(incarnation, at: 40)
    bytes.store(UInt64(bitPattern: created.nanosecondsSince1970), at: 48)
    bytes.store(UInt64(bitPattern: expires.nanosecondsSince1970), at: 56)
    bytes.store(UInt64(bitPattern: absoluteDeadline.nanosecondsSince1970), at: 64)
    bytes.store(UInt64(bitPattern: idleLifetime), at: 72)
    bytes.store(UInt64(bitPattern: absoluteLifetime), at: 80)
    bytes.store(UInt64(bitPattern: refreshed.nanosecondsSince1970), at: 88)
    bytes.store(UInt64(bitPattern: began.nanosecondsSince1970), at: 96)
    bytes.store(digest, at: 104)
    bytes.store(successor, at: 136)
    let checksum = checksum(of: bytes.span, seed: Self.seed(shape, sizes))
    bytes.store(checksum, at: 16)
    bytes.store(checksum, at: Self.byteCount + payloadCount)
  }

  private func checksum(of bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
    Checksum.xxh64(bytes.extracting(24..<Self.byteCount + payloadCount), seed: seed)
  }

  private static func seed(_ shape: UInt64, _ sizes: UInt64) -> UInt64 {
    shape & ~(0xff << UInt64(8 * durabilityOffset)) ^ (sizes << 29 | sizes >> 35)
  }
}

extension Span<UInt8> {
  /// Whether two spans of one length hold the same, eight bytes at a time.
  func isEqual(to other: Span<UInt8>) -> Bool {
    let whole = count & ~7
    for offset in stride(from: 0, to: whole, by: 8) where word(at: offset) != other.word(at: offset) { return false }
    for offset in whole..<count where self[offset] != other[offset] { return false }
    return true
  }

  /// The little-endian word at `offset`; traps out of bounds.
  func word(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= count)
    return unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  fileprivate func timestamp(at offset: Int) -> Timestamp {
    Timestamp(nanosecondsSince1970: Int64(bitPattern: word(at: offset)))
  }

  fileprivate func digest(at offset: Int) -> SessionDigest {
    SessionDigest(word(at: offset), word(at: offset + 8), word(at: offset + 16), word(at: offset + 24))
  }
}

extension MutableSpan<UInt8> {
  /// Stores a word in little-endian order; traps out of bounds.
  fileprivate mutating func store(_ word: UInt64, at offset: Int) {
    var raw = unsafe mutableBytes
    raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
  }

  fileprivate mutating func store(_ digest: SessionDigest, at offset: Int) {
    store(digest.first, at: offset)
    store(digest.second, at: offset + 8)
    store(digest.third, at: offset + 16)
    store(digest.fourth, at: offset + 24)
  }
}
