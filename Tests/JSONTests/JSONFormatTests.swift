import FileSessions
import FileSessionsJSON
import TestSupport
import Testing

@Suite("Typed sessions: payloads and values")
struct JSONFormatTests {
  private struct Small: Codable, Equatable {
    var user: String
    var age: Int8
  }

  private static let payloads = [
    "", "secret", "null", "[\"secret\"]", "{\"age\":1}", "{\"user\":\"secret\"}",
    "{\"user\":\"secret\",\"age\":\"secret\"}",
    "{\"user\":\"secret\",\"age\":987654}", "{\"user\":\"secret\",\"age\":1", "{\"user\":\"secret\",\"age\":null}",
  ]

  private func formatError<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
  ) async -> SessionFormatError? {
    do {
      _ = try await body()
      Issue.record("there should have been a SessionFormatError", sourceLocation: sourceLocation)
    } catch let error as SessionFormatError {
      return error
    } catch {
      Issue.record("there should have been a SessionFormatError, not \(error)", sourceLocation: sourceLocation)
    }
    return nil
  }

  @Test(
    "A payload of another type is refused by every verb that reads, and stays as it is", arguments: StoreKind.allCases)
  func foreign(_ kind: StoreKind) async throws {
    let store = try kind.open()
    let sessions = JSONSessions<Small>(store)
    for payload in Self.payloads {
      let created = try await store.create(Array(payload.utf8))
      let id = created.id
      let errors = [
        await formatError { try await sessions.load(id) },
        await formatError { try await sessions.update(id) { $0.age = 2 } },
        await formatError { try await sessions.withLock(id) { session in try await session.delete() } },
      ]
      for error in errors {
        let text = try #require(error?.description)
        #expect(text.contains("Small"))
        #expect(!text.contains("secret") && !text.contains("987654"), "\(text)")
      }
      let found = try await store.load(id)
      #expect(found?.payload == Array(payload.utf8))
      #expect(found?.version == created.version)
      // Nobody holds its lock any more, and it can be replaced.
      try await sessions.save(Small(user: "new", age: 1), for: id)
      #expect(try await sessions.load(id)?.value == Small(user: "new", age: 1))
    }
  }

  @Test("The error says which property is wrong") func place() async throws {
    let store = MemorySessionStore()
    let sessions = JSONSessions<Small>(store)
    for (payload, name) in [("{\"user\":5,\"age\":1}", "user"), ("{\"user\":\"a\"}", "age")] {
      let id = try await store.create(Array(payload.utf8)).id
      let error = await formatError { try await sessions.load(id) }
      #expect(error?.description.contains(name) == true)
      #expect(error?.type == "Small")
    }
  }

  @Test("A session of another type can be touched, moved and deleted all the same", arguments: StoreKind.allCases)
  func withoutReading(_ kind: StoreKind) async throws {
    let store = try kind.open()
    let sessions = JSONSessions<Small>(store)
    let old = try await store.create(Array("of another program".utf8)).id
    try await sessions.touch(old)
    let new = try await sessions.rotate(old)
    #expect(try await store.load(new)?.payload == Array("of another program".utf8))
    try await sessions.delete(new)
    #expect(try await store.load(new) == nil)
  }

  @Test("A value that JSON cannot hold is refused, and changes nothing", arguments: StoreKind.allCases)
  func unencodable(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<[Double]>(try kind.open())
    let created = try await sessions.create([1.5])
    let (id, other) = (created.id, SessionID(key: "other"))
    await #expect(throws: EncodingError.self) { _ = try await sessions.create([.infinity]) }
    await #expect(throws: EncodingError.self) { try await sessions.create([.nan], as: other) }
    await #expect(throws: EncodingError.self) { try await sessions.put([.nan], for: other) }
    await #expect(throws: EncodingError.self) { try await sessions.save([.infinity], for: id) }
    await #expect(throws: EncodingError.self) { try await sessions.update(id) { $0.append(-Double.infinity) } }
    await #expect(throws: EncodingError.self) {
      try await sessions.withLock(id) { session in _ = try await session.save([.nan]) }
    }
    #expect(try await sessions.load(other) == nil)
    let loaded = try await sessions.load(id)
    #expect(loaded?.value == [1.5])
    #expect(loaded?.version == created.version)
  }

  @Test("Equal values are equal bytes: what is there already is no new version", arguments: StoreKind.allCases)
  func equalBytes(_ kind: StoreKind) async throws {
    let store = try kind.open()
    let sessions = JSONSessions<Visit>(store)
    var visit = Visit(user: "a", cart: ["x"])
    for number in 0..<100 { visit.ratings["key \(number)"] = number }
    let created = try await sessions.create(visit)
    let payload = try await store.load(created.id)?.payload
    // The same, put together in another order, in a dictionary of another capacity.
    var same = Visit()
    same.ratings.reserveCapacity(1000)
    for number in (0..<100).reversed() { same.ratings["key \(number)"] = number }
    same.cart = ["x"]
    same.user = "a"
    #expect(try await sessions.save(same, for: created.id) == created.version)
    try await sessions.update(created.id) { $0 = same }
    #expect(try await sessions.load(created.id)?.version == created.version)
    #expect(try await store.load(created.id)?.payload == payload)
    let other = try await sessions.create(same)
    #expect(try await store.load(other.id)?.payload == payload)
    // And a difference is one.
    same.ratings["key 0"] = 1
    #expect(try await sessions.save(same, for: created.id) != created.version)
  }

  @Test("A property that came later has to be optional; one that is gone is passed over") func evolution() async throws
  {
    let store = MemorySessionStore()
    let id = try await store.create(Array("{\"cart\":[\"a\"],\"gone\":1,\"ratings\":{}}".utf8)).id
    #expect(try await JSONSessions<Visit>(store).load(id)?.value == Visit(cart: ["a"]))
  }

  @Test("Values of any shape are sessions", arguments: StoreKind.allCases)
  func shapes(_ kind: StoreKind) async throws {
    let store = try kind.open()
    let text = try await JSONSessions<String>(store).create("plain")
    #expect(try await JSONSessions<String>(store).load(text.id)?.value == "plain")
    let list = try await JSONSessions<[Int?]>(store).create([1, nil, 3])
    #expect(try await JSONSessions<[Int?]>(store).load(list.id)?.value == [1, nil, 3])
    let large = String(repeating: "\u{1F512}", count: 50_000)
    let long = try await JSONSessions<String>(store).create(large)
    #expect(try await JSONSessions<String>(store).load(long.id)?.value == large)
  }
}

extension JSONFormatTests {
  @Test("The keys of a dictionary are nobody's business") func dictionaryKeys() async throws {
    let store = MemorySessionStore()
    let id = try await store.create(Array("{\"alice@example.org\":\"x\"}".utf8)).id
    let error = await formatError { try await JSONSessions<[String: Int]>(store).load(id) }
    let text = try #require(error?.description)
    #expect(!text.contains("alice"), "\(text)")
  }
}
