/// What the bytes of a `slots` file turned out to be.
package enum PairReading: Hashable, Sendable {
  case empty
  case pair(SlotPair)
  case damaged(RecordHeader.Damage)

  /// What the first `count` bytes of a buffer say. A file that is neither empty nor of a possible size counts as
  /// one damaged record.
  /// - Parameter forgetsUnfinished: invariant 4 of `SlotPair`.
  init(_ digest: SessionDigest, _ count: Int, in bytes: [UInt8], forgetsUnfinished: Bool) {
    guard count > 0 else {
      self = .empty
      return
    }
    do throws(RecordHeader.Damage) {
      var pair = try SlotPair(decoding: bytes.span.extracting(0..<count), for: digest)
      pair.forgetsUnfinished = forgetsUnfinished
      self = .pair(pair)
    } catch {
      self = .damaged(error)
    }
  }

  var record: Record {
    switch self {
    case .empty: .absent
    case .pair(let pair): pair.record
    case .damaged(let damage): .damaged(damage)
    }
  }

  /// Whether a reader without a lock may answer from it: invariant 3 of `SlotPair`.
  var isSettled: Bool {
    switch self {
    case .empty: true
    case .pair(let pair): pair.damagedSlot == nil
    case .damaged: false
    }
  }
}
