import FileSessions
import Testing

@Suite("Many tasks at once")
struct TaskTests {
  @Test(
    "Of all updates each is kept exactly once, in an order that every task agrees with", arguments: Subject.suspending)
  func updates(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    let (tasks, rounds) = (16, 25)
    _ = try await store.create([], as: id, lifetime: nil)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<tasks {
        group.addTask {
          for round in 0..<rounds { try await store.update(id) { $0.payload += Array("\(task).\(round);".utf8) } }
        }
      }
      try await group.waitForAll()
    }
    let marks = try Marks(try #require(try await store.text(id))[...])
    #expect(marks.count == tasks * rounds)
    for task in 0..<tasks { #expect(marks.numbers(of: "\(task)") == Array(0..<rounds)) }
  }

  @Test("Several stores on one directory exclude each other as processes do", arguments: Setting.all)
  func stores(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([], as: id)
    let stores = try (0..<4).map { _ in try workplace.secondStore() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, store) in stores.enumerated() {
        for task in 0..<3 {
          group.addTask {
            for round in 0..<15 {
              try await store.update(id) { $0.payload += Array("\(number)-\(task).\(round);".utf8) }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let marks = try Marks(try #require(try await workplace.store.text(id))[...])
    #expect(marks.count == 4 * 3 * 15)
    #expect(marks.areDistinct)
  }

  @Test(
    "Saves for a version succeed once per version: no update is lost without a lock held", arguments: Subject.suspending
  )
  func optimistic(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    let (tasks, rounds) = (8, 10)
    _ = try await store.create([], as: id, lifetime: nil)
    let versions = try await withThrowingTaskGroup(of: [SessionVersion].self) { group in
      for task in UInt8(0)..<UInt8(tasks) {
        group.addTask {
          var versions: [SessionVersion] = []
          while versions.count < rounds {
            let session = try #require(try await store.load(id))
            do {
              let payload = session.payload + [task]
              versions.append(try await store.save(payload, for: id, ifVersion: session.version, lifetime: nil))
            } catch let error as SessionError where error.code == .conflict {
              #expect(error.currentVersion != session.version)
            }
          }
          return versions
        }
      }
      return try await group.reduce(into: [SessionVersion]()) { $0 += $1 }
    }
    #expect(Set(versions).count == tasks * rounds)
    let payload = try #require(try await store.load(id)?.payload)
    for task in UInt8(0)..<UInt8(tasks) { #expect(payload.count { $0 == task } == rounds) }
  }

  @Test("A load sees whole values only, and never an older one after a newer one", arguments: Subject.suspending)
  func loads(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    let end = Signal()
    _ = try await store.create(Self.value(0), as: id, lifetime: nil)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          var last = 0
          while !end.isGiven {
            let number = try Self.number(try #require(try await store.load(id)).payload)
            #expect(number >= last)
            last = number
            await Task.yield()
          }
        }
      }
      for number in 1...300 {
        _ = try await store.save(Self.value(number), for: id, ifVersion: nil, lifetime: nil)
        // What was acknowledged is seen by a load that begins after it.
        #expect(try Self.number(try #require(try await store.load(id)).payload) == number)
      }
      end.give()
      try await group.waitForAll()
    }
  }

  @Test("A deleted session stays deleted, whatever was under way", arguments: Subject.suspending)
  func deletes(_ subject: Subject) async throws {
    let open = try subject.open()
    let store = open.store
    for round in 0..<25 {
      let id = SessionID(key: "round \(round)")
      _ = try await store.create([0], as: id, lifetime: nil)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in UInt8(0)..<4 {
          group.addTask {
            _ = await sessionError { try await store.save([number], for: id, ifVersion: nil, lifetime: nil) }
          }
          group.addTask { _ = await sessionError { try await store.update(id) { $0.payload.append(number) } } }
          group.addTask { _ = await sessionError { try await store.touch(id) } }
        }
        group.addTask {
          try await store.delete(id)
          let loaded = try await store.load(id)
          #expect(loaded?.payload == nil)
        }
        try await group.waitForAll()
      }
      #expect(try await store.load(id) == nil)
    }
    if let workplace = open.workplace { #expect(workplace.files.remains.isEmpty) }
  }

  @Test("Sweeps in the midst of everything take nothing that lives", arguments: Subject.suspending)
  func sweeps(_ subject: Subject) async throws {
    let open = try subject.open(lifetime: SessionLifetime(idle: .seconds(10), absolute: nil))
    let store = open.store
    let ids = (0..<6).map { SessionID(key: "session \($0)") }
    for id in ids { _ = try await store.create([0], as: id, lifetime: nil) }
    let end = Signal()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for id in ids {
        group.addTask {
          for round in UInt8(0)..<20 { _ = try await store.save([round], for: id, ifVersion: nil, lifetime: nil) }
        }
      }
      group.addTask {
        while !end.isGiven {
          let report = try await store.sweep()
          #expect(report.removed == 0)
        }
      }
      for round in 0..<20 {
        let id = SessionID(key: "short \(round)")
        _ = try await store.create([1], as: id, lifetime: nil)
        try await store.delete(id)
      }
      end.give()
      try await group.waitForAll()
    }
    for id in ids { #expect(try await store.load(id)?.payload == [19]) }
    if let workplace = open.workplace { #expect(workplace.files.sessions.count == ids.count) }
  }

  /// A payload whose every byte depends on the number, of a length that varies: a mixture of two would show.
  private static func value(_ number: Int) -> [UInt8] {
    let body = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 50 + number * 37 % 3000)
    return Array("\(number);".utf8) + body
  }

  private static func number(_ payload: [UInt8]) throws -> Int {
    let digits = payload.prefix { $0 != UInt8(ascii: ";") }
    let number = try #require(Int(String(decoding: digits, as: UTF8.self)))
    #expect(payload == value(number))
    return number
  }
}
