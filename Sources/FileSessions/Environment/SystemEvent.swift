/// A call of the seam as a value.
package enum SystemRequest: Hashable, Sendable {
  case open(EntryName, directory: CInt, OpenFlags)
  case close(CInt)
  case read(CInt, count: Int, offset: Int)
  case write(CInt, bytes: [UInt8], offset: Int)
  case truncate(CInt, length: Int)
  case synchronize(CInt, SynchronizationDepth)
  case statusOf(CInt)
  case statusAt(EntryName, directory: CInt)
  case rename(EntryName, to: EntryName, directory: CInt, RenameMode)
  case link(EntryName, to: EntryName, directory: CInt)
  case unlink(EntryName, directory: CInt)
  case list(directory: CInt)
  case lock(CInt, LockKind, LockMode)
  case unlock(CInt, LockKind)
  case holder(CInt, LockKind)
  case now
  case random
  case forkGeneration
  case heldDescriptor(SessionDigest)
  case keep(CInt, SessionDigest)
  case generation(SessionDigest)
  case note(ChangeEnd, SessionDigest)
  case recall(SessionDigest, Generation, Timestamp)
  case remember(SessionDigest, RememberedSession, Generation, Timestamp)
  case enterTurn(TurnTicket)
  case leaveTurn(TurnTicket)
}

/// What a call of the seam answered.
package enum SystemResult: Hashable, Sendable {
  /// A descriptor, a count, zero, or `-errno`.
  case number(Int)
  /// What a read answered, and the bytes it delivered.
  case bytes([UInt8], result: Int)
  case status(StatusResult)
  case entries([EntryName?], result: CInt)
  case time(Timestamp)
  case word(UInt64)
  case turn(TurnStep)
  case session(RememberedSession?)

  /// A failure in the shape that `request` answers in. `nil` for what cannot fail.
  package init?(_ error: CInt, for request: SystemRequest) {
    switch request {
    case .now, .random, .forkGeneration, .heldDescriptor, .keep, .generation, .note, .recall, .remember, .enterTurn,
      .leaveTurn:
      return nil
    case .read: self = .bytes([], result: Int(-error))
    case .statusOf, .statusAt: self = .status(StatusResult(result: -error))
    case .list: self = .entries([], result: -error)
    default: self = .number(Int(-error))
    }
  }
}

/// One step of an operation, as a recording keeps it.
package struct SystemEvent: Hashable, Sendable {
  package let request: SystemRequest
  package let result: SystemResult

  package init(request: SystemRequest, result: SystemResult) {
    self.request = request
    self.result = result
  }
}
