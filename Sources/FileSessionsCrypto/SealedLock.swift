#if Crypto
internal import FileSessions

/// A lock that the store beneath has granted, with payloads that are sealed there and open here.
final class SealedLock: LockedSessionBacking, @unchecked Sendable {
  // @unchecked: the one task that has the session has the lock.
  private var locked: LockedSession?
  private let id: SessionID
  private let ring: KeyRing

  init(_ locked: consuming LockedSession, of id: SessionID, _ ring: KeyRing) {
    self.locked = consume locked
    self.id = id
    self.ring = ring
  }

  nonisolated(nonsending) func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    guard let old = locked?.snapshot else { throw Self.notFound }
    _ = try await locked?.save(ring.seal(payload, for: id, replacing: old.payload), lifetime: lifetime)
    guard let saved = locked?.snapshot else { throw Self.notFound }
    return saved.with(payload, of: id)
  }

  nonisolated(nonsending) func delete() async throws { try await locked?.delete() }
  func release() { locked = nil }

  private static var notFound: SessionError { SessionError(.notFound, "there is no such session: it was deleted") }
}

/// Of a shared lock, whose closure cannot save.
final class SealedSharedLock: LockedSessionBacking {
  nonisolated(nonsending) func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    throw SessionError(.unsupported, "nobody can save under a shared lock")
  }

  nonisolated(nonsending) func delete() async throws {
    throw SessionError(.unsupported, "nobody can delete under a shared lock")
  }

  func release() {}
}

extension SessionSnapshot {
  /// The same with the id that was asked for, and its open payload.
  func with(_ payload: [UInt8], of id: SessionID) -> SessionSnapshot {
    SessionSnapshot(
      id: id, payload: payload, version: version, creationTime: creationTime, expirationTime: expirationTime,
      idleTimeout: idleTimeout, absoluteDeadline: absoluteDeadline, isRotated: isRotated)
  }
}
#endif
