import FileSessions
import FileSessionsJSON
import Testing

/// Against the shape of Vapor's protocol only (`VaporShape.swift`).
@Suite struct FileSessionsDriverTests {
  private let request = Vapor.Request()

  @Test func whatVaporDoesWithASession() async throws {
    try await withTemporaryStore { store in
      let driver = FileSessionsDriver(sessions: JSONSessions(store))
      var data = Vapor.SessionData()
      data["user"] = "alice"
      let id = try await driver.createSession(data, for: request)
      #expect(try await driver.readSession(id, for: request)?["user"] == "alice")

      data["user"] = "bob"
      let updated = try await driver.updateSession(id, to: data, for: request)
      #expect(updated == id)
      #expect(try await driver.readSession(id, for: request)?["user"] == "bob")

      try await driver.deleteSession(id, for: request)
      #expect(try await driver.readSession(id, for: request) == nil)
    }
  }

  @Test func aSlowRequestDoesNotBringALogoutBack() async throws {
    try await withTemporaryStore { store in
      let driver = FileSessionsDriver(sessions: JSONSessions(store))
      let id = try await driver.createSession(Vapor.SessionData(), for: request)
      // 1. A reads. 2. B deletes. 3. A updates.
      let read = try #require(try await driver.readSession(id, for: request))
      try await driver.deleteSession(id, for: request)
      _ = try await driver.updateSession(id, to: read, for: request)
      #expect(try await driver.readSession(id, for: request) == nil)
    }
  }

  @Test(arguments: ["", "../store", "AAAA", String(repeating: "A", count: 8192), "é/\u{0}"])
  func whatIsNoIDIsNoSession(_ text: String) async throws {
    try await withTemporaryStore { store in
      let driver = FileSessionsDriver(sessions: JSONSessions(store))
      let id = Vapor.SessionID(string: text)
      #expect(try await driver.readSession(id, for: request) == nil)
      _ = try await driver.updateSession(id, to: Vapor.SessionData(), for: request)
      try await driver.deleteSession(id, for: request)
      #expect(try await driver.readSession(id, for: request) == nil)
    }
  }
}
