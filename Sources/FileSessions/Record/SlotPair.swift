/// A session file of the `slots` strategy: two places for a record, written in turns.
///
/// ```
/// 0          S           2S = the file's size
/// ┌──────────┬──────────┐
/// │ slot 0   │ slot 1   │   S is fixed when the file is made: a multiple of 512 bytes, so that the slots share
/// └──────────┴──────────┘   no disk sector, and 2048 at the least, so that a small session is one 4 KiB block
/// ```
///
/// 1. A write goes over the older slot. The newer one is never touched, so a writer that is killed leaves it.
/// 2. A slot of zeros was never written.
/// 3. An answer without a lock is the valid record of the highest sequence, and is given only if every slot that
///    has been written is valid. Otherwise a value could come out that is older than one already acknowledged:
///    the newer slot might be the damaged one.
/// 4. A terminal record (tombstone, moved) has the highest sequence for ever.
package struct SlotPair: Hashable, Sendable {
  package enum Slot: Hashable, Sendable {
    case unwritten
    case valid(RecordHeader)
    case damaged(RecordHeader.Damage)
  }

  /// Bytes; half of the file's size.
  package private(set) var slotSize: Int
  package private(set) var slots: (Slot, Slot)

  package static func == (left: Self, right: Self) -> Bool {
    left.slotSize == right.slotSize && left.slots.0 == right.slots.0 && left.slots.1 == right.slots.1
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(slotSize)
    hasher.combine(slots.0)
    hasher.combine(slots.1)
  }

  /// Half a block: two of them are one.
  static let leastSlotSize = 2048

  /// The slot size for a first record of `count` bytes: a quarter more, since sessions grow.
  static func slotSize(for count: Int) -> Int { max(leastSlotSize, (count + count / 4).roundedUp(to: 512)) }

  /// A file without content: one that was just created.
  init(newFor count: Int) {
    slotSize = Self.slotSize(for: count)
    slots = (.unwritten, .unwritten)
  }

  /// Reads a whole file.
  package init(decoding file: Span<UInt8>, for digest: SessionDigest) throws(RecordHeader.Damage) {
    let size = file.count / 2
    guard size >= 512, size % 512 == 0, size * 2 == file.count else { throw .sizeMismatch }
    slotSize = size
    slots = (
      Self.read(file.extracting(0..<size), digest, size), Self.read(file.extracting(size..<size * 2), digest, size)
    )
  }

  private static func read(_ bytes: Span<UInt8>, _ digest: SessionDigest, _ size: Int) -> Slot {
    do {
      let header = try RecordHeader(decoding: bytes, for: digest)
      return header.slotSize == size ? .valid(header) : .damaged(.sizeMismatch)
    } catch {
      return isZero(bytes) ? .unwritten : .damaged(error)
    }
  }

  /// The header decides: a write puts it there first, or with the rest.
  private static func isZero(_ bytes: Span<UInt8>) -> Bool {
    for offset in stride(from: 0, to: RecordHeader.byteCount, by: 8) where bytes.word(at: offset) != 0 { return false }
    return true
  }

  /// The slot that holds the newest record.
  private var newest: Int? {
    switch slots {
    case (.valid(let first), .valid(let second)): first.sequence > second.sequence ? 0 : 1
    case (.valid, _): 0
    case (_, .valid): 1
    default: nil
    }
  }

  private subscript(index: Int) -> Slot {
    get { index == 0 ? slots.0 : slots.1 }
    set { if index == 0 { slots.0 = newValue } else { slots.1 = newValue } }
  }

  /// The newest record and where its payload stands in the file.
  var newestRecord: (header: RecordHeader, payload: Range<Int>)? {
    guard let newest, case .valid(let header) = self[newest] else { return nil }
    let start = newest * slotSize + RecordHeader.byteCount
    return (header, start..<start + header.payloadCount)
  }

  /// Whether a slot is damaged. It is torn by a writer that is at work or was killed, or spoilt.
  var damagedSlot: Int? {
    if case .damaged = slots.0 { return 0 }
    if case .damaged = slots.1 { return 1 }
    return nil
  }

  /// A slot that is not destroyed but beyond this version: it may be the newest, so the other one is no answer.
  private var unreadable: RecordHeader.Damage? {
    if case .damaged(let damage) = slots.0, !damage.isDestruction { return damage }
    if case .damaged(let damage) = slots.1, !damage.isDestruction { return damage }
    return nil
  }

  /// What is found, when both slots are taken as they are: under a lock, or without one if none is damaged.
  var record: Record {
    if let damage = unreadable { return .damaged(damage) }
    if let (header, payload) = newestRecord { return .found(header, payload: payload) }
    switch slots {
    case (.damaged(let damage), _), (_, .damaged(let damage)): return .damaged(damage)
    default: return .absent
    }
  }

  /// The slot that the next record goes to.
  var target: Int { newest == 0 ? 1 : 0 }

  mutating func note(_ slot: Slot, at index: Int) { self[index] = slot }
}
