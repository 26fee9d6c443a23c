#if FlyingFox
import FileSessions
import FileSessionsJSON
import FlyingFox
import FlyingSocks
import Testing

@Suite struct FlyingFoxTests {
  @Test func aServerCountsTheVisitsOfEachSession() async throws {
    try await withTemporaryStore { store in
      let handler = VisitHandler(sessions: JSONSessions(store), cookie: .insecure("session"))
      let server = HTTPServer(address: .inet(port: 0), handler: handler)
      let running = Task { try await server.run() }
      try await server.waitUntilListening(timeout: 600)
      let port = try #require(await server.listeningPort)

      let first = try await Answer.get(port: port, cookie: nil)
      #expect(first.body == "visit 1")
      let cookie = try #require(first.cookie)
      #expect(try await Answer.get(port: port, cookie: cookie).body == "visit 2")

      // Parallel requests of one session: each counts.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try await Answer.get(port: port, cookie: cookie) } }
        try await group.waitForAll()
      }
      #expect(try await Answer.get(port: port, cookie: cookie).body == "visit 23")

      let invented = try await Answer.get(port: port, cookie: "session=" + SessionID.random().text)
      #expect(invented.body == "visit 1")
      #expect(invented.cookie != nil)

      await server.stop()
      running.cancel()
      _ = await running.result
    }
  }
}

extension HTTPServer {
  fileprivate var listeningPort: UInt16? {
    switch listeningAddress {
    case .ip4(_, let port), .ip6(_, let port): port
    default: nil
    }
  }
}
#endif
