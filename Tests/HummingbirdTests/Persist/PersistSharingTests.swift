#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import Hummingbird
import Testing

@Suite("The persist driver: many users of one directory")
struct PersistSharingTests {
  @Test("Two drivers on one directory see what the other one does, at once", arguments: StoreKind.files)
  func twoDrivers(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let log = LogCapture()
    let first = FileSessionsPersistDriver(open.store, logger: log.logger)
    let second = FileSessionsPersistDriver(try open.another(), logger: log.logger)
    for round in 0..<10 {
      try await first.set(key: "hbs.a\(round)", value: "1", expires: nil)
      #expect(try await second.text("hbs.a\(round)") == "1")
      await #expect(throws: PersistError.duplicate) {
        try await second.create(key: "hbs.a\(round)", value: "2", expires: nil)
      }
      try await second.set(key: "hbs.a\(round)", value: String(repeating: "2", count: round * 700), expires: nil)
      #expect(try await first.text("hbs.a\(round)")?.utf8.count == round * 700)
      try await first.remove(key: "hbs.a\(round)")
      #expect(try await second.text("hbs.a\(round)") == nil)
      try await second.set(key: "hbs.a\(round)", value: "3", expires: nil)
      #expect(try await first.text("hbs.a\(round)") == nil)
    }
  }

  @Test(
    "Of many creates of one key at once exactly one succeeds, and its value is there", arguments: StoreKind.allCases)
  func creates(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let log = LogCapture()
    // In files every second one comes by another store, as from another process.
    let drivers = [
      FileSessionsPersistDriver(open.store, logger: log.logger),
      FileSessionsPersistDriver(try open.another(), logger: log.logger),
    ]
    for key in ["a", "hbs.removed"] {
      try await drivers[0].set(key: "hbs.removed", value: 0, expires: nil)
      try await drivers[0].remove(key: "hbs.removed")
      let winners = await withTaskGroup(of: Int?.self) { group in
        for number in 1...64 {
          group.addTask {
            do {
              try await drivers[number % 2].create(key: key, value: number, expires: nil)
              return number
            } catch {
              #expect(error as? PersistError == .duplicate)
              return nil
            }
          }
        }
        var winners: [Int] = []
        for await winner in group { if let winner { winners.append(winner) } }
        return winners
      }
      #expect(winners.count == 1)
      #expect(try await drivers[1].get(key: key, as: Int.self) == winners.first)
    }
  }

  @Test("Many sets of a key that is not there yet all succeed, and the last one stays", arguments: StoreKind.allCases)
  func sets(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let driver = FileSessionsPersistDriver(open.store, logger: LogCapture().logger)
    let other = FileSessionsPersistDriver(try open.another(), logger: LogCapture().logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<32 {
        group.addTask { try await (number % 2 == 0 ? driver : other).set(key: "a", value: number, expires: nil) }
      }
      try await group.waitForAll()
    }
    let found = try #require(try await driver.get(key: "a", as: Int.self))
    #expect((0..<32).contains(found))
    #expect(try await other.get(key: "a", as: Int.self) == found)
    #expect(try await open.store.sessionCount == 1)
  }

  @Test("Values survive a restart", arguments: StoreKind.files)
  func restart(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let first = FileSessionsPersistDriver(open.store, logger: LogCapture().logger)
    for number in 0..<10 { try await first.set(key: "hbs.\(number)", value: number, expires: .seconds(3600)) }
    try await first.remove(key: "hbs.0")
    await open.store.close()
    let second = FileSessionsPersistDriver(try open.another(), logger: LogCapture().logger)
    for number in 1..<10 { #expect(try await second.get(key: "hbs.\(number)", as: Int.self) == number) }
    // What was removed before is not set afterwards either.
    try await second.set(key: "hbs.0", value: 0, expires: nil)
    #expect(try await second.get(key: "hbs.0", as: Int.self) == nil)
  }
}
#endif
