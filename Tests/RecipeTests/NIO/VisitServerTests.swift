#if Hummingbird
import FileSessions
import FileSessionsJSON
import NIOCore
import Testing

@Suite struct VisitServerTests {
  @Test func aServerCountsTheVisitsOfEachSession() async throws {
    try await withTemporaryStore { store in
      let server = VisitServer(sessions: JSONSessions(store), cookie: .insecure("session"))
      let listening = try await VisitServer.bind(port: 0)
      let port = try #require(listening.channel.localAddress?.port)
      let running = Task { try await server.run(listening) }

      let first = try await Answer.get(port: port, cookie: nil)
      #expect(first.body == "visit 1")
      let cookie = try #require(first.cookie)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try await Answer.get(port: port, cookie: cookie) } }
        try await group.waitForAll()
      }
      #expect(try await Answer.get(port: port, cookie: cookie).body == "visit 22")

      let id = try #require(SessionID(cookie.dropFirst("session=".count)))
      try await store.delete(id)
      let after = try await Answer.get(port: port, cookie: cookie)
      #expect(after.body == "visit 1")
      #expect(after.cookie != cookie)

      running.cancel()
      _ = await running.result
    }
  }
}
#endif
