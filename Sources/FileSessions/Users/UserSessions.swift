/// Every session of a user: to list them, to end one, the others or all, and to let him have a few at most.
///
/// ```swift
/// let users = UserSessions(store)
/// for session in try await users.sessions(of: "alice") { print(session.device, session.lastUseTime) }
/// try await users.endAll(of: "alice")
/// ```
///
/// What goes on is kept in one record per user, in the same store, under a name that no cookie and no key reaches. A
/// session that is bound to a user says so itself, and is looked up in the record at every load.
///
/// 1. A session that is bound goes on only while it is in its user's record. So ending one, or a thousand, is one write,
///    and final when that is acknowledged: requests that are under way find the session gone at their next load, and can
///    save nothing that anybody sees. What is left of it is swept when it expires.
/// 2. A session is put into the record before it says that it is bound. A process that is killed in between leaves an entry
///    that nobody can use; it goes when its lifetime is over.
/// 3. A login that began before all sessions were ended is refused: it may have checked the old password. That is told by
///    the clock; of several hosts the clocks have to agree to within what a login takes.
/// 4. A record that is damaged, or removed, lets nobody in: its user's sessions are over, and he logs in again. Nobody
///    else is concerned. One that a newer version wrote is left alone, and nobody's session under it is loaded.
public struct UserSessions: Sendable {
  private let store: any SessionStore
  private let limit: UserSessionLimit
  private let clock: SessionClock

  /// Sessions of users, in a store.
  /// - Parameters:
  ///   - store: the one that the sessions are in.
  ///   - limit: how many a user may have at once.
  ///   - clock: the store's: another one only in tests.
  public init(
    _ store: any SessionStore, limit: UserSessionLimit = .oldestGivesWay(1000), clock: SessionClock = .system
  ) {
    precondition(limit.count > 0, "a user who may have no session cannot log in")
    self.store = store
    self.limit = limit
    self.clock = clock
  }

  /// The user's sessions, the one that was used last first.
  /// - Parameter user: what the program calls him; any text.
  /// - Throws: what the store's `load` does; `incompatibleStore` for what a newer version wrote.
  public func sessions(of user: String) async throws -> [UserSession] {
    guard let found = try await read(user) else { return [] }
    let now = clock.now()
    return try UserRecord(found).entries
      .filter { $0.use.endTime > now }
      .sorted { $0.use.lastUseTime > $1.use.lastUseTime }
      .map {
        UserSession(
          handle: $0.handle, loginTime: $0.loginTime, lastUseTime: $0.use.lastUseTime, device: $0.device,
          address: $0.address)
      }
  }

  /// Ends one session.
  /// - Returns: whether it was there.
  /// - Throws: what the store's `update` does.
  @discardableResult
  public func end(_ handle: SessionHandle, of user: String) async throws -> Bool {
    try await change(user, orElse: nil) { record in
      let count = record.entries.count
      record.entries.removeAll { $0.handle == handle }
      return record.entries.count < count
    } ?? false
  }

  /// Ends every session of the user. A login that is under way does not get through.
  /// - Throws: what the store's `update` and `create` do.
  public func endAll(of user: String) async throws { try await endAll(of: user, except: nil) }

  /// Ends every session of the user but one: "log out everywhere else", after a change of the password. A login that is
  /// under way does not get through.
  /// - Parameters:
  ///   - handle: the one that goes on (`SessionDetails.handle`).
  ///   - user: whose they are.
  /// - Throws: what the store's `update` and `create` do.
  public func endOthers(than handle: SessionHandle, of user: String) async throws {
    try await endAll(of: user, except: handle)
  }

  private func endAll(of user: String, except handle: SessionHandle?) async throws {
    let now = clock.now()
    try await change(user, orElse: UserRecord()) { record in
      record.entries.removeAll { $0.handle != handle }
      record.endTime = max(record.endTime, now)
    }
  }
}

// What the session layer does.
extension UserSessions {
  /// Puts a session into its user's record; one that is there is brought up to date.
  /// - Parameters:
  ///   - beginTime: when the login began.
  /// - Returns: whether it was not there before.
  /// - Throws: `UserSessionLimitReached`, `LoginOvertaken`; what the store's `update` and `create` do.
  @discardableResult
  package func bind(
    _ handle: SessionHandle, to user: String, _ use: UserSessionUse, device: String, address: String,
    beginTime: Timestamp
  ) async throws -> Bool {
    let now = clock.now()
    return try await change(user, orElse: UserRecord()) { record in
      guard record.endTime <= beginTime else { throw LoginOvertaken() }
      let known = record.entries.firstIndex { $0.handle == handle }.map { record.entries.remove(at: $0) }
      record.entries.removeAll { $0.use.endTime <= now }
      try makeRoom(&record)
      record.entries.append(
        UserRecord.Entry(
          handle: handle, loginTime: known?.loginTime ?? now, use: use, device: device, address: address))
      return known == nil
    } ?? false
  }

  private func makeRoom(_ record: inout UserRecord) throws {
    guard record.entries.count >= limit.count else { return }
    if case .newestIsRefused(let count) = limit { throw UserSessionLimitReached(limit: count) }
    record.entries.sort { $0.use.lastUseTime > $1.use.lastUseTime }
    record.entries.removeLast(record.entries.count - limit.count + 1)
  }

  /// How a session is used that is bound to a user; `nil` where it has been ended.
  /// - Throws: what the store's `load` does; `incompatibleStore` for what a newer version wrote.
  package func use(of handle: SessionHandle, boundTo user: String) async throws -> UserSessionUse? {
    guard let found = try await read(user) else { return nil }
    do { return try UserRecord.use(of: handle, in: found) } catch  where error.code == .corrupt { return nil }
  }

  /// Notes that a session was used. One that was ended meanwhile stays ended.
  /// - Throws: what the store's `update` does.
  package func note(_ use: UserSessionUse, of handle: SessionHandle, boundTo user: String) async throws {
    try await change(user, orElse: nil) { record in
      guard let index = record.entries.firstIndex(where: { $0.handle == handle }) else { return }
      record.entries[index].use = use
    }
  }
}

extension UserSessions {
  /// - Returns: `nil` where there is none, or it is damaged.
  private func read(_ user: String) async throws -> [UInt8]? {
    do { return try await store.load(SessionID(user: user))?.payload } catch let error as SessionError
      where error.code == .corrupt
    { return nil }
  }

  /// Changes a user's record, as one step.
  /// - Parameter missing: what it begins with where there is none; `nil` to leave it at that.
  private func change<Result>(
    _ user: String, orElse missing: UserRecord?, _ body: (inout UserRecord) throws -> Result
  ) async throws -> Result? {
    let id = SessionID(user: user)
    while true {
      do {
        return try await store.update(id) { draft in
          var record = (try decoded(draft.payload)) ?? missing ?? UserRecord()
          let result = try body(&record)
          draft.payload = record.bytes
          draft.lifetime = lifetime(of: record)
          return result
        }
      } catch let error as SessionError where error.code == .corrupt {
        // The store's own checksum says so: nobody can read it, so nobody is logged in by it.
        guard missing != nil else { return nil }
        try await store.delete(id)
      } catch let error as SessionError where error.code == .notFound {
        guard var record = missing else { return nil }
        let result = try body(&record)
        do {
          _ = try await store.create(record.bytes, as: id, lifetime: lifetime(of: record))
          return result
        } catch let error as SessionError where error.code == .duplicate { continue }
      }
    }
  }

  /// - Returns: `nil` for a damaged record, which counts as none.
  private func decoded(_ payload: [UInt8]) throws -> UserRecord? {
    do { return try UserRecord(payload) } catch  where error.code == .corrupt { return nil }
  }

  /// As long as the last of its sessions may go on; and for a day after all were ended, which no login takes.
  private func lifetime(of record: UserRecord) -> SessionLifetime {
    let now = clock.now()
    let end = record.entries.map(\.use.endTime).reduce(now.advanced(by: .seconds(86_400)), max)
    guard end < .distantFuture else { return SessionLifetime(idle: nil, absolute: nil) }
    return SessionLifetime(
      idle: nil, absolute: .nanoseconds(end.nanosecondsSince1970 - now.nanosecondsSince1970))
  }
}
