internal import FileSessions

/// How an operation ended, as its caller sees it.
enum Outcome: Hashable, Sendable {
  case stored
  case updated(from: [UInt8])
  case touched
  /// A touch that found the deadline moved a moment ago, and wrote nothing.
  case fresh
  /// A touch that met somebody else's lock, and left the session as it was.
  case skipped
  case deleted
  case loaded([UInt8])
  case rotated
  case swept
  /// A load that found no session.
  case absent
  case notFound
  case duplicate
  /// A save for a value that another has taken the place of.
  case conflict(from: [UInt8])
  case alreadyRotated
  case damaged(RecordHeader.Damage)
  /// It waited, and was cancelled or had no time left: as if it had never been.
  case gaveUp
  case failed(Failure)

  var isDestroyed: Bool { if case .damaged = self { true } else { false } }

  var isDurabilityUnknown: Bool { if case .failed(.durabilityUnknown) = self { true } else { false } }

  init(_ failure: Failure) {
    switch failure {
    case .notFound: self = .notFound
    case .duplicate: self = .duplicate
    case .rotated: self = .alreadyRotated
    case .corrupt(let damage): self = .damaged(damage)
    default: self = .failed(failure)
    }
  }
}
