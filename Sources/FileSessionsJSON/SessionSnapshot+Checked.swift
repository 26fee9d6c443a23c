package import FileSessions

extension SessionSnapshot {
  /// What a store answered for an id, as far as it can be so. A session that is over is none: it is gone for every
  /// caller, whether or not its store knows.
  ///
  /// A store over a connection that mixes up answers is how one user is shown another's session.
  /// - Throws: `invalidAnswer` for another session than the one that was asked for.
  package func checked(for id: SessionID, at now: Timestamp) throws(SessionError) -> SessionSnapshot? {
    guard self.id == id else {
      throw SessionError(.invalidAnswer, "the store answered another session than the one that was asked for")
    }
    return isOver(at: now) ? nil : self
  }

  package func isOver(at now: Timestamp) -> Bool { expirationTime.map { $0 <= now } ?? false }
}
