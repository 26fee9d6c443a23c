/// Every session of a user: to list them, to end one, the others or all, and to limit how many there are.
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
///    the clock. Where it is set back in between, or differs between hosts, by more than a login takes, one may get through,
///    or all are refused until it has caught up.
/// 4. A record has a lock, as any session. With a striped strategy that may be the lock that an exclusive request holds, and
///    its login fails with `alreadyHeld`: give the users a store of their own there.
/// 5. A record that is damaged, or removed, lets nobody in: its user's sessions are over until the next login. Nobody
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
  /// - Parameter user: what the program calls the user; any text.
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
  ///   - user: who it is to be bound to. A new one is given an hour to be saved and noted.
  ///   - beginTime: when the login began.
  ///   - isBound: whether the session says already that it is the user's: then it has to be there, or it was ended.
  /// - Returns: what a new one can be withdrawn by; `nil` where it was there.
  /// - Throws: `UserSessionLimitReached`, `LoginOvertaken`; `notFound` for one that was ended; what the store's `update` and
  ///   `create` do.
  @discardableResult
  package func bind(
    _ handle: SessionHandle, to user: String, device: String, address: String,
    beginTime: Timestamp, isBound: Bool = false
  ) async throws -> UserSessionUse? {
    let now = clock.now()
    return try await change(user, orElse: UserRecord()) { record in
      guard record.endTime <= beginTime else { throw LoginOvertaken() }
      record.entries.removeAll { $0.use.endTime <= now }
      if let index = record.entries.firstIndex(where: { $0.handle == handle }) {
        // Another request's login, whose withdrawal must not take this one's.
        record.entries[index].use = record.entries[index].use.renewed(at: now)
        (record.entries[index].device, record.entries[index].address) = (device, address)
        return nil
      }
      guard !isBound else { throw SessionError(.notFound, "the session was ended by its user") }
      try makeRoom(&record)
      let use = UserSessionUse(lastUseTime: now, idleTimeout: .seconds(1800), absoluteDeadline: nil)
      record.entries.append(
        UserRecord.Entry(handle: handle, loginTime: now, use: use, device: device, address: address))
      return use
    } ?? nil
  }

  /// Takes back what `bind` has done, unless somebody else has bound or used the session since.
  /// - Throws: what the store's `update` does.
  package func withdraw(_ handle: SessionHandle, from user: String, boundBy use: UserSessionUse) async throws {
    try await change(user, orElse: nil) { record in
      record.entries.removeAll { $0.handle == handle && $0.use == use }
    }
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
  ///
  /// 1. A request loads the session. 2. Another one gives it a month to live, and notes that. 3. The first one notes its
  ///    use, by the half hour that it has seen: the month stays. An entry that outlives its session does no harm.
  /// - Parameter replaces: whether the lifetime is a new one, however long it was before.
  /// - Throws: what the store's `update` does.
  package func note(
    _ use: UserSessionUse, of handle: SessionHandle, boundTo user: String, replaces: Bool = false
  ) async throws {
    try await change(user, orElse: nil) { record in
      guard let index = record.entries.firstIndex(where: { $0.handle == handle }) else { return }
      let known = record.entries[index].use
      var noted = replaces || use.endTime >= known.endTime ? use : known
      noted.lastUseTime = max(use.lastUseTime, known.lastUseTime)
      record.entries[index].use = noted
    }
  }
}

extension UserSessions {
  /// - Returns: `nil` where there is none, or it is damaged.
  private func read(_ user: String) async throws -> [UInt8]? {
    let id = SessionID(user: user)
    do {
      guard let found = try await store.load(id) else { return nil }
      guard found.id == id else { throw SessionError(.invalidAnswer, "the store answered another session") }
      return found.payload
    } catch let error as SessionError where error.code == .corrupt { return nil }
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
          var record = try decoded(draft.payload) ?? UserRecord()
          let result = try body(&record)
          draft.payload = record.bytes
          draft.lifetime = lifetime(of: record)
          return result
        }
      } catch let error as SessionError where error.code == .notFound || error.code == .corrupt {
        guard var record = missing else { return nil }
        let result = try body(&record)
        do {
          _ = try await store.create(record.bytes, as: id, lifetime: lifetime(of: record))
          return result
        } catch let other as SessionError where other.code == .duplicate {
          // Somebody has begun one meanwhile; or it is damaged, by the store's own checksum, and lets nobody in.
          if error.code == .corrupt { try await store.delete(id) }
        }
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
    return SessionLifetime(idle: nil, absolute: now.duration(to: end))
  }
}
