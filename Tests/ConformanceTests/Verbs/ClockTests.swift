import FileSessions
import FileSessionsTesting
import Testing

/// Clocks that were wrong for a while.
@Suite("Clocks that are set")
struct ClockTests {
  private static let year = Duration.seconds(365 * 86_400)

  /// Lifetimes of 100 s idle and 1,000 s in all.
  @Test("A session of a clock that was a year ahead ends when it was not used for its lifetime", arguments: Subject.all)
  func ahead(_ subject: Subject) async throws {
    for use in [false, true] {
      let open = try subject.open()
      let (store, id) = (open.store, SessionID(key: "session"))
      open.clock.advance(by: Self.year)
      try await store.create([1], as: id)
      open.clock.advance(by: .zero - Self.year)
      #expect(try await store.load(id) != nil)
      // The first look notes the time: a touch, or a sweep.
      if use { try await store.touch(id) } else { #expect(try await store.sweep().removed == 0) }
      if case .memory = subject.kind, !use { continue }
      open.clock.advance(by: .seconds(99))
      #expect(try await store.load(id) != nil)
      open.clock.advance(by: .seconds(1))
      #expect(try await store.load(id) == nil)
      await expectError(.notFound) { try await store.save([2], for: id) }
      #expect(try await store.sweep().removed == 1)
    }
  }

  @Test("and is kept alive by use, as any other; its deadline is shown as it is believed", arguments: Subject.all)
  func aheadInUse(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    open.clock.advance(by: Self.year)
    try await store.create([1], as: id)
    open.clock.advance(by: .zero - Self.year)
    for _ in 0..<10 {
      try await store.touch(id)
      #expect(try await store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(100)))
      open.clock.advance(by: .seconds(90))
    }
    #expect(try await store.load(id) != nil)
  }

  @Test("and ends when its absolute lifetime is over, however much it is used", arguments: Subject.all)
  func aheadAbsolutely(_ subject: Subject) async throws {
    for idle in [Duration.seconds(100), nil] {
      let open = try subject.open(lifetime: SessionLifetime(idle: idle, absolute: .seconds(1000)))
      let (store, id) = (open.store, SessionID(key: "session"))
      open.clock.advance(by: Self.year)
      try await store.create([1], as: id)
      open.clock.advance(by: .zero - Self.year)
      for _ in 0..<20 {
        #expect(try await store.load(id) != nil)
        try await store.touch(id)
        open.clock.advance(by: .seconds(50))
      }
      #expect(try await store.load(id) == nil)
      #expect(try await store.sweep().removed == 1)
    }
  }

  @Test("A clock that steps back and forth removes nothing that was touched in between", arguments: Subject.all)
  func backAndForth(_ subject: Subject) async throws {
    for verb in ["touch", "save", "update", "sweep", "nothing"] {
      let open = try subject.open()
      let (store, id) = (open.store, SessionID(key: "session"))
      try await store.create([1], as: id)
      open.clock.advance(by: .zero - Self.year)
      switch verb {
      case "touch": try await store.touch(id)
      case "save": try await store.save([2], for: id)
      case "update": try await store.update(id) { $0.payload = [3] }
      case "sweep": #expect(try await store.sweep().removed == 0)
      default: break
      }
      #expect(try await store.load(id) != nil, "\(verb)")
      open.clock.advance(by: Self.year + .seconds(99))
      #expect(try await store.sweep().removed == 0, "\(verb)")
      #expect(try await store.load(id) != nil, "\(verb)")
    }
  }

  @Test(
    "A rotated id is readable for its grace period, and not for the year that the clock was ahead",
    arguments: Subject.all)
  func rotated(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    open.clock.advance(by: Self.year)
    try await store.create([1], as: id)
    let fresh = try await store.rotate(id, grace: .seconds(10))
    #expect(try await store.load(id)?.isRotated == true)
    open.clock.advance(by: .seconds(-60))
    #expect(try await store.load(id)?.isRotated == true, "a minute is forgiven")
    open.clock.advance(by: .zero - Self.year)
    #expect(try await store.load(id) == nil)
    #expect(try await store.load(fresh) != nil)
  }

  @Test("A session without a deadline has none, whatever the clock says", arguments: Subject.all)
  func endless(_ subject: Subject) async throws {
    let open = try subject.open(lifetime: SessionLifetime(idle: nil, absolute: nil))
    let (store, id) = (open.store, SessionID(key: "session"))
    open.clock.advance(by: Self.year)
    try await store.create([1], as: id)
    open.clock.advance(by: .zero - Self.year)
    #expect(try await store.load(id) != nil)
    #expect(try await store.load(id)?.expirationTime == nil)
    #expect(try await store.sweep().removed == 0)
  }

  @Test("What was deleted or swept stays away, and no version comes again, wherever it jumps", arguments: Subject.all)
  func jumps(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    let (deleted, swept) = (SessionID(key: "deleted"), SessionID(key: "swept"))
    for id in [deleted, swept] { try await store.create([0], as: id) }
    try await store.delete(deleted)
    open.clock.advance(by: Self.year)
    #expect(try await store.sweep().removed == 1)
    var seen: Set<SessionVersion> = []
    let back = Duration.zero - Self.year
    for (round, jump) in [back, Self.year, .seconds(-5), back, back, Self.year].enumerated() {
      open.clock.advance(by: jump)
      for id in [deleted, swept] {
        #expect(try await store.load(id) == nil)
        await expectError(.notFound) { try await store.save([9], for: id) }
      }
      _ = try await store.sweep()
      for value in 0..<3 as Range<UInt8> {
        #expect(seen.insert(try await store.put([UInt8(round), value], for: id)).inserted)
      }
      #expect(try await store.load(id)?.payload == [UInt8(round), 2])
    }
  }
}
