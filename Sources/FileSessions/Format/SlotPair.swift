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
/// 2. A slot whose first byte is zero was never written. The first record of a file gets its first byte last
///    (`Engine.writeFirst`), so that a creator that is killed leaves a file without a session, and not a damaged one.
/// 3. An answer without a lock is the record that claims the highest sequence, and is given only if that one is valid.
///    Otherwise a value could come out that is older than one already acknowledged: the newer slot is the damaged one.
/// 4. The first record of a file may be torn by a power cut, its first byte kept and others lost. To a durable store one
///    that is torn and does not say that it was synced is no session (`forgetsUnfinished`): nobody was told of it, unless
///    by a store without durability. Only under a lock, since a record that is being written looks the same.
/// 5. A terminal record (tombstone, moved) has the highest sequence for ever.
///
/// Of two valid records only the newer one's header is kept: nothing asks for the other, and this value is passed about
/// on every path.
package struct SlotPair: Hashable, Sendable {
  private enum Slot: Hashable, Sendable {
    case unwritten
    /// A valid record, or one that is older than a valid one and was not summed up.
    case valid
    case damaged(RecordHeader.Damage)
    /// Damaged, and it does not claim to have been synced.
    case unfinished(RecordHeader.Damage)

    var damage: RecordHeader.Damage? {
      switch self {
      case .unwritten, .valid: nil
      case .damaged(let damage), .unfinished(let damage): damage
      }
    }
  }

  /// Bytes; half of the file's size.
  package private(set) var slotSize: Int
  private var slots: InlinePair
  /// Which slot holds the newest record; -1 where none is valid.
  private var newest: Int8 = -1
  /// Whether a first record that is torn and was never synced counts as no session: to a durable store.
  package var forgetsUnfinished = false
  /// The newest record's header, where there is one.
  private var header = RecordHeader()

  private struct InlinePair: Hashable {
    var first = Slot.unwritten
    var second = Slot.unwritten
  }

  /// Half a block: two of them are one.
  static let leastSlotSize = 2048

  /// The slot size for a first record of `count` bytes: a quarter more, since sessions grow.
  static func slotSize(for count: Int) -> Int { max(leastSlotSize, (count + count / 4).roundedUp(to: 512)) }

  /// A file without content: one that was just created.
  init(newFor count: Int) {
    slotSize = Self.slotSize(for: count)
    slots = InlinePair()
    assert(slotSize % 512 == 0 && slotSize >= max(count, Self.leastSlotSize), "slots share no disk sector")
  }

  /// Reads a whole file.
  package init(decoding file: Span<UInt8>, for digest: SessionDigest) throws(RecordHeader.Damage) {
    if RecordHeader.beginsSingle(file) { throw .otherLayout }
    let size = file.count / 2
    guard size >= 512, size % 512 == 0, size * 2 == file.count else { throw .sizeMismatch }
    slotSize = size
    slots = InlinePair()
    let (first, second) = (file.extracting(0..<size), file.extracting(size..<size * 2))
    if RecordHeader.sequence(of: second) > RecordHeader.sequence(of: first) {
      read(newer: second, 1, older: first, 0, digest)
    } else {
      read(newer: first, 0, older: second, 1, digest)
    }
  }

  /// Half of the work is spared if the slot that claims to be the newer one is valid: the other is then no answer
  /// whatever it holds, and need not be summed up. It cannot be a newer record that is being written, or whose writer
  /// was killed, since such a one begins with its header: either the header is not there yet, or it claims to be the
  /// newest.
  private mutating func read(
    newer: Span<UInt8>, _ newerIndex: Int8, older: Span<UInt8>, _ olderIndex: Int8, _ digest: SessionDigest
  ) {
    read(newer, newerIndex, digest)
    if newest >= 0, RecordHeader.isRecord(older), RecordHeader.slotSize(of: older) == slotSize {
      return note(.valid, at: olderIndex)
    }
    read(older, olderIndex, digest)
  }

  private mutating func read(_ bytes: Span<UInt8>, _ index: Int8, _ digest: SessionDigest) {
    do throws(RecordHeader.Damage) {
      let header = try RecordHeader(decoding: bytes, for: digest)
      if header.slotSize != slotSize { throw .sizeMismatch }
      note(header, at: index)
    } catch {
      let isUnfinished = bytes[RecordHeader.durabilityOffset] == FileSessionStore.Durability.none.rawValue
      note(bytes[0] == 0 ? .unwritten : isUnfinished ? .unfinished(error) : .damaged(error), at: index)
    }
  }

  /// The record that claims to be the newest of a file that was read whole, if it is valid: invariant 3, without the
  /// rest.
  static func newest(
    of digest: SessionDigest, _ count: Int, in bytes: [UInt8]
  ) -> (header: RecordHeader, payload: Range<Int>)? {
    let size = count / 2
    guard size >= 512, size % 512 == 0, size * 2 == count, count < bytes.count else { return nil }
    let file = bytes.span.extracting(0..<count)
    let isSecond = file.word(at: size + 24) > file.word(at: 24)
    let (start, otherStart) = isSecond ? (size, 0) : (0, size)
    let other = file.extracting(otherStart..<otherStart + size)
    let isOlder = RecordHeader.isRecord(other) && RecordHeader.slotSize(of: other) == size || other[0] == 0
    guard isOlder, let header = try? RecordHeader(decoding: file.extracting(start..<start + size), for: digest),
      header.slotSize == size
    else { return nil }
    return (header, start + RecordHeader.byteCount..<start + RecordHeader.byteCount + header.payloadCount)
  }

  /// The newest record and where its payload stands in the file.
  var newestRecord: (header: RecordHeader, payload: Range<Int>)? {
    guard newest >= 0 else { return nil }
    return (header, payload)
  }

  private var payload: Range<Int> {
    let start = Int(newest) * slotSize + RecordHeader.byteCount
    assert(RecordHeader.recordByteCount(payload: header.payloadCount) <= slotSize, "a record lies within its slot")
    return start..<start + header.payloadCount
  }

  /// Whether a slot is damaged. It is torn by a writer that is at work or was killed, or spoilt.
  package var damagedSlot: Int? {
    if slots.first.damage != nil { return 0 }
    if slots.second.damage != nil { return 1 }
    return nil
  }

  /// A slot that is not destroyed but beyond this version: it may be the newest, so the other one is no answer.
  private var unreadable: RecordHeader.Damage? {
    [slots.first.damage, slots.second.damage].lazy.compactMap(\.self).first { !$0.isDestruction }
  }

  /// What is found, when both slots are taken as they are: under a lock, or without one if none is damaged.
  var record: Record {
    if forgetsUnfinished, newest < 0, slots.second == .unwritten, case .unfinished(let damage) = slots.first,
      damage.isDestruction
    {
      return .absent
    }
    guard damagedSlot != nil else { return newest >= 0 ? .found(header, payload: payload) : .absent }
    if let damage = unreadable { return .damaged(damage) }
    if newest >= 0 { return .found(header, payload: payload) }
    return (slots.first.damage ?? slots.second.damage).map { .damaged($0) } ?? .absent
  }

  /// The slot that the next record goes to.
  var target: Int { newest == 0 ? 1 : 0 }

  /// A slot was written.
  mutating func note(_ header: RecordHeader, at index: Int) {
    assert(index == target, "a write goes over the older slot")
    assert(newest < 0 || header.sequence > self.header.sequence, "what is written is the newest")
    assert(newest < 0 || !self.header.isTerminal, "nothing follows a terminal record")
    note(header, at: Int8(index))
  }

  /// The newest record was made durable.
  mutating func noteDurable(_ durability: FileSessionStore.Durability) { header.durability = durability }

  /// A slot was zeroed.
  mutating func noteZeroed(_ index: Int) {
    assert(index != Int(newest), "the newest record is never touched")
    note(.unwritten, at: Int8(index))
  }

  private mutating func note(_ header: RecordHeader, at index: Int8) {
    note(.valid, at: index)
    guard newest < 0 || newest == index || header.sequence > self.header.sequence else { return }
    self.header = header
    newest = index
  }

  private mutating func note(_ slot: Slot, at index: Int8) {
    if index == 0 { slots.first = slot } else { slots.second = slot }
  }
}
