public import FileSessions

/// A typed session under its lock, inside `JSONSessions.withLock`.
public struct LockedJSONSession<Value: Codable & Sendable>: ~Copyable {
  /// The value as it is now; `nil` after `delete()`.
  public private(set) var value: Value?
  private var locked: LockedSession
  private let coding: JSONCoding

  init(_ locked: consuming LockedSession, _ value: Value, _ coding: JSONCoding) {
    self.locked = locked
    self.value = value
    self.coding = coding
  }

  /// The id that the lock was asked for.
  public var id: SessionID { locked.id }

  /// Saves a new value.
  /// - Parameters:
  ///   - value: what replaces the one there is.
  ///   - lifetime: a new lifetime, counted from now; `nil` leaves the one it has.
  /// - Returns: the version that the session has now.
  @discardableResult
  public mutating func save(_ value: Value, lifetime: SessionLifetime? = nil) async throws -> SessionVersion {
    let version = try await locked.save(
      coding.encode(value, over: locked.snapshot?.payload ?? []), lifetime: lifetime)
    self.value = value
    return version
  }

  /// Deletes the session. The lock stays held; there is nothing more to do with it.
  public mutating func delete() async throws {
    try await locked.delete()
    value = nil
  }

  consuming func unwrapped() -> LockedSession { locked }
}
