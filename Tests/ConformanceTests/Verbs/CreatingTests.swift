import FileSessions
import FileSessionsTesting
import Testing

@Suite("Creating sessions")
struct CreatingTests {
  @Test("A created session loads with the payload, the version and the deadline it was given", arguments: Subject.all)
  func createThenLoad(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = try SessionID.random()
    let version = try await open.store.create([1, 2, 3], as: id, lifetime: nil)
    let session = try #require(try await open.store.load(id))
    #expect(session.payload == [1, 2, 3])
    #expect(session.version == version)
    #expect(session.id == id)
    #expect(session.creationTime == open.clock.now)
    #expect(session.expirationTime == open.clock.now.advanced(by: .seconds(100)))
  }

  @Test("A second create of the same id fails with duplicate and changes nothing", arguments: Subject.all)
  func duplicate(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "taken")
    let version = try await open.store.create([1], as: id, lifetime: nil)
    await expectError(.duplicate) { try await open.store.create([2], as: id, lifetime: nil) }
    let session = try #require(try await open.store.load(id))
    #expect(session.payload == [1])
    #expect(session.version == version)
  }

  @Test("A lifetime given to create counts, and none at all means that nothing expires", arguments: Subject.all)
  func lifetime(_ subject: Subject) async throws {
    let open = try subject.open()
    let (short, eternal) = (SessionID(key: "short"), SessionID(key: "eternal"))
    _ = try await open.store.create([1], as: short, lifetime: SessionLifetime(idle: .seconds(7), absolute: nil))
    _ = try await open.store.create([2], as: eternal, lifetime: SessionLifetime(idle: nil, absolute: nil))
    #expect(try await open.store.load(short)?.expirationTime == open.clock.now.advanced(by: .seconds(7)))
    #expect(try await open.store.load(eternal)?.expirationTime == nil)
    open.clock.advance(by: .seconds(1_000_000_000))
    #expect(try await open.store.load(short) == nil)
    #expect(try await open.store.load(eternal)?.payload == [2])
  }

  @Test("An expired session does not stand in the way of a create", arguments: Subject.all)
  func overExpired(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "again")
    let old = try await open.store.create([1], as: id, lifetime: nil)
    open.clock.advance(by: .seconds(100))
    let new = try await open.store.create([2], as: id, lifetime: nil)
    #expect(old != new)
    #expect(try await open.store.load(id)?.payload == [2])
    await expectError(.conflict) { try await open.store.save([3], for: id, ifVersion: old, lifetime: nil) }
  }

  @Test("Random ids differ, and their snapshots are what a load returns", arguments: Subject.all)
  func random(_ subject: Subject) async throws {
    let open = try subject.open()
    let first = try await open.store.create([1], lifetime: SessionLifetime(idle: .seconds(7), absolute: nil))
    let second = try await open.store.create([2])
    #expect(first.id != second.id)
    #expect(first.id.text.utf8.count == 43)
    let loaded = try #require(try await open.store.load(first.id))
    #expect(loaded.payload == [1])
    #expect(loaded.version == first.version)
    #expect(loaded.expirationTime == open.clock.now.advanced(by: .seconds(7)))
    #expect(first.expirationTime == loaded.expirationTime)
    #expect(try await open.store.load(second.id)?.expirationTime == open.clock.now.advanced(by: .seconds(100)))
  }

  @Test("Of many creates of one id at once exactly one succeeds", arguments: Subject.suspending)
  func exclusive(_ subject: Subject) async throws {
    let open = try subject.open()
    for round in 0..<20 {
      let id = SessionID(key: "round \(round)")
      let winners = await withTaskGroup(of: UInt8?.self) { group in
        for number in UInt8(0)..<8 {
          group.addTask {
            let version = try? await open.store.create([number], as: id, lifetime: nil)
            return version == nil ? nil : number
          }
        }
        return await group.reduce(into: [UInt8]()) { winners, number in if let number { winners.append(number) } }
      }
      #expect(winners.count == 1)
      #expect(try await open.store.load(id)?.payload == winners)
    }
  }
}
