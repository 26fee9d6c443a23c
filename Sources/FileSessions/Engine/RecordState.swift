/// What a record means at a point in time.
package enum RecordState: Hashable, Sendable {
  case absent
  case live(RecordHeader, payload: Range<Int>)
  /// Past a deadline; the header is still needed, since the sequence goes on.
  case expired(RecordHeader)
  /// Rotated, within its grace period.
  case rotated(RecordHeader, payload: Range<Int>)
  case damaged(RecordHeader.Damage)

  init(_ record: Record, at now: Timestamp) {
    switch record {
    case .absent: self = .absent
    case .damaged(let damage): self = .damaged(damage)
    case .found(let header, let payload):
      if header.isTerminal {
        self = .absent
      } else if header.deadline(at: now) <= now {
        self = .expired(header)
      } else if header.isRotated {
        self = .rotated(header, payload: payload)
      } else {
        self = .live(header, payload: payload)
      }
    }
  }
}
