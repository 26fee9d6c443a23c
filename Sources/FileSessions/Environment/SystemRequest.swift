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
