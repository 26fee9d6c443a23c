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

extension SystemRequest {
  /// Whether it can fail. What concerns this process alone cannot.
  package var canFail: Bool {
    switch self {
    case .now, .random, .forkGeneration, .heldDescriptor, .keep, .generation, .note, .recall, .remember, .enterTurn,
      .leaveTurn:
      false
    default: true
    }
  }

  /// What is asked, in words; for lists of calls. Of a file call its name and arguments say more.
  package var words: String {
    switch self {
    case .now: "clock"
    case .random: "random"
    case .forkGeneration: "fork generation"
    case .heldDescriptor: "held descriptor?"
    case .generation: "generation?"
    case .recall: "remembered?"
    case .remember: "remember"
    case .enterTurn: "ask for a turn"
    case .leaveTurn: "give the turn back"
    default: "\(self)"
    }
  }

  /// Whether it makes a difference to others when it is made, or to this process when others are.
  package var concernsOthers: Bool {
    switch self {
    case .holder, .now, .random, .forkGeneration, .heldDescriptor, .recall, .enterTurn, .leaveTurn: false
    default: true
    }
  }
}
