/// What a session is found to be.
package enum Record: Hashable, Sendable {
  case absent
  /// A valid record; its payload stands at this range of the workspace's incoming bytes.
  case found(RecordHeader, payload: Range<Int>)
  case damaged(RecordHeader.Damage)

  /// Whether the file that it was read from is no session's, or no longer one's.
  var isOver: Bool {
    switch self {
    case .absent: true
    case .found(let header, _): header.isTerminal
    case .damaged: false
    }
  }
}
