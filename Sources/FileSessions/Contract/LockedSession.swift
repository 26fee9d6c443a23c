/// A session under its lock, inside `withLock` or `withSharedLock`.
///
/// The lock is given up when the closure ends. Nobody else can change the session until then; loads see what is saved
/// here at once.
public struct LockedSession: ~Copyable {
  /// The id that the lock was asked for.
  public let id: SessionID
  /// The session as it is now; `nil` after `delete()`.
  public private(set) var snapshot: SessionSnapshot?
  package let backing: any LockedSessionBacking

  /// For implementations of `SessionStore`.
  public init(_ id: SessionID, snapshot: SessionSnapshot?, backing: any LockedSessionBacking) {
    self.id = id
    self.snapshot = snapshot
    self.backing = backing
  }

  /// Saves a new payload.
  /// - Parameters:
  ///   - payload: what replaces the one there is; any bytes.
  ///   - lifetime: a new lifetime, counted from now; `nil` leaves the one it has.
  /// - Returns: the version that the session has now.
  /// - Throws: `notFound` after `delete()`, or the error of the write; the lock stays held.
  @discardableResult
  public mutating func save(
    _ payload: [UInt8], lifetime: SessionLifetime? = nil
  ) async throws -> SessionVersion {
    let saved = try await backing.save(payload, lifetime: lifetime)
    snapshot = saved
    return saved.version
  }

  /// Deletes the session. The lock stays held; there is nothing more to do with it.
  public mutating func delete() async throws {
    try await backing.delete()
    snapshot = nil
  }

  deinit { backing.release() }
}
