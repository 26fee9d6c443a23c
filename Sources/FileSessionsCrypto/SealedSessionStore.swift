#if Crypto
public import FileSessions

/// A store around any other one, which sees payloads sealed with AES-256-GCM and, if that is asked for, names that tell
/// nothing.
///
/// ```swift
/// let store = SealedSessionStore(try FileSessionStore(directory: "sessions"), keys: [try SessionKey(bytes)])
/// ```
///
/// Who reads the store beneath sees how long a payload is, when the session was made, and when it ends. Who can write
/// there as well cannot make up a payload, change one, or pass one off as another session's: such a session is
/// `corrupt`. A payload opens under one id, with the program's key; for a random id that takes the cookie as well,
/// since its bits stand nowhere on disk.
///
/// **What it cannot find out**, since the proof of it would lie beside the session, and go back with it:
///
/// 1. A session that is put back as it was, whole, or with the payload that it had: under its own id, with the same
///    key. The version is none of what is sealed, because the store beneath chooses it as it writes. It would help
///    nothing either: it stands in the same file.
/// 2. A session that is removed, or whose deadlines and version are changed: they are the store's, in the clear.
///
/// **Keys** are changed by putting a new one first. It seals from then on, and all of them open. A session is sealed
/// anew by its next save. A touch does not seal, so a key may go when every session that it sealed is over: after the
/// longest absolute lifetime. A session whose key is gone is `corrupt`. Where several processes share the sessions,
/// give the new key to all of them behind the old one first, and then move it to the front.
///
/// **Names.** A random id's file is named after the SHA-256 of 256 random bits, which nobody guesses. A key such as
/// `user:42` can be guessed, and then a list of files tells whether there is such a session. With `names`, the store
/// beneath gets the HMAC-SHA256 of a keyed id instead. That key cannot be changed: under another one, keyed sessions are
/// not found. A session that was rotated has a random id, whatever it had before.
///
/// Every verb promises what it does in the store beneath, with this: a sealed payload is 37 bytes longer, for the limit
/// of the store; a save of the payload that is there already is a new version, but in `update` and under the lock; and
/// `rotate` writes once more (see there). What is in the store beneath already is not sealed, and `corrupt`: begin with
/// an empty one.
public struct SealedSessionStore: SessionStore {
  /// By how much a sealed payload is longer than the open one, in bytes.
  public static let overheadByteCount = KeyRing.overheadByteCount

  /// The store beneath.
  public let base: any SessionStore
  private let ring: KeyRing
  private let names: SessionKey?

  /// Seals what a store keeps.
  /// - Parameters:
  ///   - base: where sessions are kept. All that is in it has to be sealed.
  ///   - keys: the first seals, and all open.
  ///   - names: hides the names of keyed ids; `nil` leaves them as they are. It is for good.
  /// - Throws: `SessionError` with `invalidConfiguration` where there is no key, or one is there twice.
  public init(_ base: any SessionStore, keys: [SessionKey], names: SessionKey? = nil) throws(SessionError) {
    self.base = base
    self.names = names
    ring = try KeyRing(keys)
  }

  /// The id that the store beneath knows a session by.
  private func hidden(_ id: SessionID) -> SessionID {
    guard let names, id.isKeyed else { return id }
    let code = names.naming.code(of: id)
    return SessionID(key: code.span)
  }

  private func opened(_ snapshot: SessionSnapshot, of id: SessionID) throws(SessionError) -> SessionSnapshot {
    snapshot.with(try ring.open(snapshot.payload, of: id), of: id)
  }

  // MARK: - SessionStore

  public nonisolated(nonsending) func create(
    _ payload: [UInt8], lifetime: SessionLifetime?
  ) async throws -> SessionSnapshot {
    // The payload is sealed for the id, so it has to be known first.
    let id = try SessionID.random()
    _ = try await base.create(ring.seal(payload, for: id), as: id, lifetime: lifetime)
    do {
      guard let created = try await load(id) else {
        throw SessionError(.notFound, "the session was over as soon as it was made: give it a longer lifetime")
      }
      return created
    } catch {
      // Nobody was told of it.
      try? await base.delete(id)
      throw error
    }
  }

  public nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await base.create(ring.seal(payload, for: id), as: hidden(id), lifetime: lifetime)
  }

  public nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot? {
    guard let snapshot = try await base.load(hidden(id)) else { return nil }
    return try opened(snapshot, of: id)
  }

  public nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await base.save(ring.seal(payload, for: id), for: hidden(id), ifVersion: ifVersion, lifetime: lifetime)
  }

  public nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await base.put(ring.seal(payload, for: id), for: hidden(id), lifetime: lifetime)
  }

  public nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    try await base.update(hidden(id)) { sealed in
      var draft = SessionDraft(version: sealed.version, payload: try ring.open(sealed.payload, of: id))
      let result = try body(&draft)
      sealed.payload = try ring.seal(draft.payload, for: id, replacing: sealed.payload)
      sealed.lifetime = draft.lifetime
      return result
    }
  }

  public nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration?, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await base.withLock(hidden(id), timeout: timeout) { locked in
      let snapshot = try locked.snapshot.map { try opened($0, of: id) }
      let lock = SealedLock(locked, of: id, ring)
      locked = LockedSession(id, snapshot: snapshot, backing: lock)
      return try await body(&locked)
    }
  }

  public nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await base.withSharedLock(hidden(id), timeout: timeout) { locked in
      let snapshot = try locked.snapshot.map { try opened($0, of: id) }
      return try await body(LockedSession(id, snapshot: snapshot, backing: SealedSharedLock()))
    }
  }

  public nonisolated(nonsending) func touch(_ id: SessionID) async throws { try await base.touch(hidden(id)) }

  /// Moves a session to a new random id, and seals its payload for that one.
  ///
  /// The store beneath draws the new id as it moves the session. So the payload lies under the new id for a moment as
  /// it was sealed for the old one:
  ///
  /// 1. A session that does not open is not moved.
  /// 2. The session moves. Nobody but this call knows the new id, so nobody can ask for it.
  /// 3. The payload is sealed for the new id, and only then is the id returned. Cancellation does not stop this.
  ///
  /// A process that is killed after the second step has told nobody of the new id, as when it is killed after a
  /// rotation of the store beneath and before its answer. The old id answers until its grace period ends, and a delete of
  /// it deletes the new session too. If the third step fails, that is so as well, and the new session is deleted.
  /// - Throws: `corrupt`; `rotationLost` where the third step failed; else what the store beneath does.
  public nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    _ = try await load(id)
    let new: SessionID
    var doubt: SessionError?
    do { new = try await base.rotate(hidden(id), grace: grace) } catch let error as SessionError {
      // It has moved all the same, where this is known.
      guard let moved = error.rotatedTo else { throw error }
      (new, doubt) = (moved, error)
    }
    try await seal(new, movedFrom: id)
    if let doubt { throw doubt }
    return new
  }

  private nonisolated(nonsending) func seal(_ new: SessionID, movedFrom old: SessionID) async throws {
    // In a task that is nobody's to cancel.
    let sealing = Task {
      // Nobody else knows the id. Where locks are striped, who holds another session may hold this one's lock.
      for _ in 0..<10 {
        do { return try await reseal(new, movedFrom: old) } catch let error as SessionError
          where error.code == .timedOut
        { continue }
      }
      try await reseal(new, movedFrom: old)
    }
    do { try await sealing.value } catch {
      switch (error as? SessionError)?.code {
      // Somebody has deleted it by its old id meanwhile.
      case .notFound: throw error
      case .durabilityUnknown: throw (error as? SessionError)?.rotating(to: new) ?? error
      default:
        try? await base.delete(new)
        throw SessionError(
          .rotationLost,
          "the session moved, but could not be sealed for its new id, which is deleted: the old id answers until its "
            + "grace period ends, and cannot be written. What failed: \(error)")
      }
    }
  }

  private nonisolated(nonsending) func reseal(_ new: SessionID, movedFrom old: SessionID) async throws {
    try await base.update(new) { draft in
      draft.payload = try ring.seal(ring.open(draft.payload, of: old), for: new)
    }
  }

  public nonisolated(nonsending) func delete(_ id: SessionID) async throws { try await base.delete(hidden(id)) }
  public nonisolated(nonsending) func sweep() async throws -> SweepReport { try await base.sweep() }
  public nonisolated(nonsending) func close() async { await base.close() }
}

/// What a sealed store alone fails with.
extension SessionError.Code {
  /// A session has moved to a new id and could not be sealed for it: it ends with the grace period of the old one.
  public static let rotationLost = SessionError.Code("rotationLost")
}
#endif
