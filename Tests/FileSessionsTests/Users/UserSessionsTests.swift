import FileSessions
import FileSessionsTesting
import TestSupport
import Testing

@Suite("Every session of a user")
struct UserSessionsTests {
  /// A store, and a clock that stands still.
  private struct Place {
    let store: any SessionStore
    let clock = ManualClock()

    init(_ kind: StoreKind) throws { store = try kind.open(clock.sessionClock) }

    func users(_ limit: UserSessionLimit = .oldestGivesWay(1000)) -> UserSessions {
      UserSessions(store, limit: limit, clock: clock.sessionClock)
    }

    /// A login.
    @discardableResult
    func logIn(
      _ users: UserSessions, _ user: String = "alice", device: String = "", idle: Duration? = .seconds(1000)
    ) async throws -> SessionHandle {
      let handle = try SessionHandle.random()
      let bound = try await users.bind(handle, to: user, device: device, address: "here", beginTime: clock.now)
      #expect(bound != nil)
      try await users.note(use(idle), of: handle, boundTo: user, replaces: true)
      return handle
    }

    func use(_ idle: Duration?) -> UserSessionUse {
      UserSessionUse(lastUseTime: clock.now, idleTimeout: idle, absoluteDeadline: nil)
    }
  }

  @Test("are listed, the last used first, and end one by one, or but for one, or all", arguments: StoreKind.allCases)
  func ended(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    #expect(try await users.sessions(of: "alice").isEmpty)
    var handles: [SessionHandle] = []
    for device in ["telephone", "laptop", "television"] {
      handles.append(try await place.logIn(users, device: device))
      place.clock.advance(by: .seconds(1))
    }
    let stranger = try await place.logIn(users, "bob")
    try await users.note(place.use(.seconds(1000)), of: handles[0], boundTo: "alice")
    let found = try await users.sessions(of: "alice")
    #expect(found.map(\.handle) == [handles[0], handles[2], handles[1]])
    #expect(found.map(\.device) == ["telephone", "television", "laptop"])
    #expect(found.allSatisfy { $0.address == "here" && $0.loginTime <= $0.lastUseTime })

    #expect(try await users.end(handles[1], of: "alice"))
    #expect(try await !users.end(handles[1], of: "alice"))
    #expect(try await !users.end(stranger, of: "alice"))
    #expect(try await users.use(of: handles[1], boundTo: "alice") == nil)
    try await users.endOthers(than: handles[2], of: "alice")
    #expect(try await users.sessions(of: "alice").map(\.handle) == [handles[2]])
    try await users.endAll(of: "alice")
    #expect(try await users.sessions(of: "alice").isEmpty)
    #expect(try await users.sessions(of: "bob").map(\.handle) == [stranger])
    try await users.endAll(of: "nobody")
  }

  @Test("A session that was ended is not brought back by a use", arguments: StoreKind.allCases)
  func revived(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    let handle = try await place.logIn(users)
    try await users.endAll(of: "alice")
    try await users.note(place.use(nil), of: handle, boundTo: "alice")
    #expect(try await users.use(of: handle, boundTo: "alice") == nil)
    try await users.note(place.use(nil), of: handle, boundTo: "nobody")
    #expect(try await users.use(of: handle, boundTo: "nobody") == nil)
  }

  @Test(
    "A login that began before all were ended does not get through; one that begins later does",
    arguments: StoreKind.allCases)
  func overtaken(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    for user in ["alice", "never seen"] {
      let begin = place.clock.now
      place.clock.advance(by: .seconds(1))
      try await users.endAll(of: user)
      await #expect(throws: LoginOvertaken.self) {
        try await users.bind(
          .random(), to: user, device: "", address: "", beginTime: begin)
      }
      // Also after everything else of this user has expired, and was swept.
      place.clock.advance(by: .seconds(80_000))
      _ = try await place.store.sweep()
      await #expect(throws: LoginOvertaken.self) {
        try await users.bind(
          .random(), to: user, device: "", address: "", beginTime: begin)
      }
      try await place.logIn(users, user)
      #expect(try await users.sessions(of: user).count == 1)
    }
  }

  @Test(
    "A login that failed is withdrawn, unless another one has bound or used the session since",
    arguments: StoreKind.allCases
  )
  func withdrawn(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    func bind(_ handle: SessionHandle, isBound: Bool = false) async throws -> UserSessionUse? {
      try await users.bind(
        handle, to: "alice", device: "", address: "", beginTime: place.clock.now, isBound: isBound)
    }
    let handle = try SessionHandle.random()
    let first = try #require(try await bind(handle))
    try await users.withdraw(handle, from: "alice", boundBy: first)
    #expect(try await users.use(of: handle, boundTo: "alice") == nil)

    let second = try #require(try await bind(handle))
    #expect(try await bind(handle) == nil)
    try await users.withdraw(handle, from: "alice", boundBy: second)
    #expect(try await users.use(of: handle, boundTo: "alice") != nil)

    // One that was ended is not bound anew by a request that has loaded it before.
    try await users.end(handle, of: "alice")
    let error = await #expect(throws: SessionError.self) { _ = try await bind(handle, isBound: true) }
    #expect(error?.code == .notFound)
  }

  @Test("A use by an older lifetime does not shorten a newer one", arguments: StoreKind.allCases)
  func older(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    let handle = try await place.logIn(users, idle: .seconds(1000))
    try await users.note(place.use(.seconds(100_000)), of: handle, boundTo: "alice", replaces: true)
    place.clock.advance(by: .seconds(10))
    try await users.note(place.use(.seconds(1000)), of: handle, boundTo: "alice")
    let use = try #require(try await users.use(of: handle, boundTo: "alice"))
    #expect(use.idleTimeout == .seconds(100_000) && use.lastUseTime == place.clock.now)
    // Who chooses a shorter one has it.
    try await users.note(place.use(.seconds(10)), of: handle, boundTo: "alice", replaces: true)
    place.clock.advance(by: .seconds(20))
    #expect(try await users.sessions(of: "alice").isEmpty)
  }

  @Test("So many at most: the one that was used least recently gives way", arguments: StoreKind.allCases)
  func oldest(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users(.oldestGivesWay(2))
    var handles: [SessionHandle] = []
    for _ in 0..<2 {
      handles.append(try await place.logIn(users))
      place.clock.advance(by: .seconds(1))
    }
    try await users.note(place.use(nil), of: handles[0], boundTo: "alice")
    handles.append(try await place.logIn(users))
    #expect(Set(try await users.sessions(of: "alice").map(\.handle)) == [handles[0], handles[2]])
  }

  @Test(
    "So many at most: another one is refused, until one ends or is over; not the same one again",
    arguments: StoreKind.allCases)
  func newest(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users(.newestIsRefused(2))
    let first = try await place.logIn(users, idle: .seconds(10))
    try await place.logIn(users)
    await #expect(throws: UserSessionLimitReached(limit: 2)) { try await place.logIn(users) }
    try await users.bind(
      first, to: "alice", device: "", address: "", beginTime: place.clock.now)
    // It is given twice its idle lifetime, since not each use is noted.
    place.clock.advance(by: .seconds(21))
    try await place.logIn(users)
    #expect(try await users.use(of: first, boundTo: "alice") == nil)
    await #expect(throws: UserSessionLimitReached(limit: 2)) { try await place.logIn(users) }
  }

  @Test(
    "A user is called by any text, and reached by no cookie and no key", arguments: StoreKind.allCases,
    ["", "a", "a\0", "é", "e\u{301}", String(repeating: "a", count: 10_000)])
  func names(_ kind: StoreKind, _ user: String) async throws {
    let place = try Place(kind)
    let users = place.users()
    let handle = try await place.logIn(users, user)
    #expect(try await users.sessions(of: user).map(\.handle) == [handle])
    #expect(try await users.sessions(of: user + "a").isEmpty)
    #expect(SessionID(SessionID(user: user).text) == nil)
    #expect(try await place.store.load(SessionID(key: user)) == nil)
  }

  @Test(
    "A damaged record lets nobody in, and the next login begins anew; others are not concerned",
    arguments: StoreKind.allCases)
  func damaged(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    let (handle, other) = (try await place.logIn(users), try await place.logIn(users, "bob"))
    for payload in [[], [0], Array("FSUSER\0\u{1}".utf8), [UInt8](repeating: 0xff, count: 500)] {
      try await place.store.put(payload, for: SessionID(user: "alice"))
      #expect(try await users.use(of: handle, boundTo: "alice") == nil)
      try await users.end(handle, of: "alice")
      try await place.store.put(payload, for: SessionID(user: "alice"))
      let new = try await place.logIn(users)
      #expect(try await users.sessions(of: "alice").map(\.handle) == [new])
      #expect(try await users.use(of: other, boundTo: "bob") != nil)
    }
  }

  @Test("What a newer version wrote is left alone, and lets nobody in", arguments: StoreKind.allCases)
  func newer(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    let handle = try await place.logIn(users)
    let id = SessionID(user: "alice")
    var payload = try #require(try await place.store.load(id)).payload
    payload[7] = 2
    try await place.store.put(payload, for: id)
    let calls: [@Sendable () async throws -> Void] = [
      { _ = try await users.use(of: handle, boundTo: "alice") }, { _ = try await users.sessions(of: "alice") },
      { try await users.endAll(of: "alice") }, { try await place.logIn(users) },
      { try await users.end(handle, of: "alice") },
    ]
    for call in calls {
      let error = await #expect(throws: SessionError.self) { try await call() }
      #expect(error?.code == .incompatibleStore)
    }
    #expect(try await place.store.load(id)?.payload == payload)
  }

  @Test(
    "Logins at once are all listed, and none that began before the end of all is left", arguments: StoreKind.allCases)
  func atOnce(_ kind: StoreKind) async throws {
    let place = try Place(kind)
    let users = place.users()
    try await withThrowingTaskGroup { group in
      for _ in 0..<40 { group.addTask { _ = try await place.logIn(users) } }
      try await group.waitForAll()
    }
    #expect(try await users.sessions(of: "alice").count == 40)
    let begin = place.clock.now
    place.clock.advance(by: .seconds(1))
    await withTaskGroup { group in
      for number in 0..<40 {
        group.addTask {
          if number == 20 { try? await users.endAll(of: "alice") }
          _ = try? await users.bind(
            .random(), to: "alice", device: "", address: "", beginTime: begin)
        }
      }
    }
    #expect(try await users.sessions(of: "alice").isEmpty)
  }
}
