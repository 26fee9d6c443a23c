@testable import FileSessions

/// A file of two slots: which record is the newest, and that a write keeps it.
enum SlotsTarget {
  /// Which of two slots of one sequence counts.
  enum Tie {
    case first
    /// Wrong, to see that it is noticed.
    case second
  }

  static func run(_ bytes: Span<UInt8>, tie: Tie = .first) {
    check(bytes, of: bytes.digest, tie)
    var dice = Dice([UInt8](copying: bytes))
    let digest = SessionDigest(1, 2, 3, 4)
    check(file(&dice, digest).span, of: digest, tie)
  }

  private static func file(_ dice: inout Dice, _ digest: SessionDigest) -> [UInt8] {
    let size = 512 * (1 + Int(dice.byte() % 5))
    var file: [UInt8] = []
    for _ in 0..<2 {
      var slot = [UInt8](repeating: 0, count: size)
      let kind = dice.byte()
      let header = RecordForge.header(&dice, slotSize: kind & 1 == 0 ? size : size / 2, payloadLimit: size - 176)
      var span = slot.mutableSpan
      if kind & 2 == 0 { header.encode(into: &span, of: digest) }
      if kind & 4 != 0 { slot[0] = 0 }
      if kind & 8 != 0 { slot[RecordHeader.durabilityOffset] = kind >> 4 & 3 }
      file += slot
    }
    // What a torn write or a bad disk leaves.
    for _ in 0..<dice.byte() % 4 {
      let place = Int(dice.byte()) << 8 | Int(dice.byte())
      file[place % file.count] ^= dice.byte()
    }
    return file
  }

  private static func check(_ file: Span<UInt8>, of digest: SessionDigest, _ tie: Tie) {
    guard var pair = try? SlotPair(decoding: file, for: digest) else { return }
    let size = pair.slotSize
    expect(size * 2 == file.count, "two slots are the file")
    checkNewest(pair, file, of: digest, tie)
    checkQuickReading(pair, file, of: digest)
    pair.forgetsUnfinished = true
    if case .found(let header, let payload) = pair.record {
      expect(pair.newestRecord?.header == header, "what is found is the newest")
      expect(payload.lowerBound >= 0 && payload.upperBound <= file.count, "a payload lies within its file")
    }
    checkWriting(pair, file, of: digest)
  }

  /// Invariant 3 of `SlotPair`, once more and slowly.
  private static func checkNewest(_ pair: SlotPair, _ file: Span<UInt8>, of digest: SessionDigest, _ tie: Tie) {
    let size = pair.slotSize
    let slots = [0, size].map { start in
      let header = try? RecordHeader(decoding: file.extracting(start..<start + size), for: digest)
      return header?.slotSize == size ? header : nil
    }
    let newest: RecordHeader? =
      switch (slots[0], slots[1]) {
      case (nil, let other), (let other, nil): other
      case (let first?, let second?):
        second.sequence > first.sequence || tie == .second && second.sequence == first.sequence ? second : first
      }
    expect(pair.newestRecord?.header == newest, "the newest record is the valid one of the highest sequence")
    // The one that claims to be the newest is neither valid nor unwritten: without a lock there is no answer.
    for (index, slot) in [0, size].enumerated() where slots[index] == nil && file[slot] != 0 {
      let claims = file.word(at: slot + 24) > file.word(at: size - slot + 24)
      if claims { expect(pair.damagedSlot != nil, "a damaged newer slot is told") }
    }
  }

  /// The short way of a load may not know, but never tells something else.
  private static func checkQuickReading(_ pair: SlotPair, _ file: Span<UInt8>, of digest: SessionDigest) {
    // It reads from a buffer that is longer than the file.
    let buffer = [UInt8](copying: file) + [0]
    guard let quick = SlotPair.newest(of: digest, file.count, in: buffer) else { return }
    expect(pair.damagedSlot == nil, "the short way does not answer beside a damaged slot")
    expect(pair.newestRecord.map { $0 == quick } ?? false, "the short way answers the newest record")
  }

  private static func checkWriting(_ pair: SlotPair, _ file: Span<UInt8>, of digest: SessionDigest) {
    guard let (header, _) = pair.newestRecord, !header.isTerminal, header.sequence < .max / 2 - 2,
      header.version < .max / 2 - 2
    else { return }
    var (pair, written, next) = (pair, [UInt8](copying: file), header.overwritten())
    (next.durability, next.payloadCount) = (.none, 0)
    var slot = written[pair.target * pair.slotSize..<(pair.target + 1) * pair.slotSize].map(\.self)
    var span = slot.mutableSpan
    next.encode(into: &span, of: digest)
    written.replaceSubrange(pair.target * pair.slotSize..<(pair.target + 1) * pair.slotSize, with: slot)
    pair.note(next, at: pair.target)
    let again = try? SlotPair(decoding: written.span, for: digest)
    expect(again?.newestRecord?.header == next, "what was written is the newest")
    expect(pair.newestRecord?.header == next, "who wrote it knows that")
  }
}
