internal import FileSessions

extension ConformanceCheck {
  /// Lifetimes: 100 seconds idle and 1000 in all, unless the check says otherwise. No check stands nearer than five
  /// seconds to a deadline, so that stores that count whole seconds pass.
  static let expiry: [ConformanceCheck] = [
    ConformanceCheck("idle lifetime", "A session ends when it was not used for so long; a touch is a use.") { bench in
      let (used, unused) = (SessionID(key: "used"), SessionID(key: "unused"))
      try await bench.store.create([1], as: used)
      try await bench.store.create([1], as: unused)
      bench.clock.advance(by: .seconds(90))
      try await bench.expect([1], of: unused, "before the idle lifetime is over")
      try await bench.store.touch(used)
      bench.clock.advance(by: .seconds(20))
      try await bench.expect(nil, of: unused, "after the idle lifetime, which a load does not move")
      try await bench.expect(.notFound, of: "touch after expiry") { try await bench.store.touch(unused) }
      try await bench.expect([1], of: used, "after the touch")
      bench.clock.advance(by: .seconds(70))
      try await bench.store.save([2], for: used)
      bench.clock.advance(by: .seconds(90))
      try await bench.expect([2], of: used, "after the save, which moves the deadline on as well")
      bench.clock.advance(by: .seconds(20))
      try await bench.expect(nil, of: used, "after its idle lifetime")
      try await bench.store.create([3], as: unused)
      try await bench.expect([3], of: unused, "after create for an id that has expired")
    },
    ConformanceCheck("absolute lifetime", "A session ends with it however much it is used.") { bench in
      let id = SessionID(key: "session")
      try await bench.store.create([1], as: id)
      for _ in 0..<11 {
        bench.clock.advance(by: .seconds(90))
        try await bench.store.touch(id)
        try await bench.expect([1], of: id, "before the absolute lifetime is over")
      }
      bench.clock.advance(by: .seconds(20))
      try await bench.expect(nil, of: id, "after the absolute lifetime")
    },
    ConformanceCheck("own lifetime", "A session may have a lifetime of its own, at its creation and later.") { bench in
      let short = SessionLifetime(idle: .seconds(20), absolute: nil)
      let id = SessionID(key: "short")
      let random = try await bench.store.create([1], lifetime: short).id
      _ = try await bench.store.create([1], as: id, lifetime: short)
      let long = SessionID(key: "long")
      _ = try await bench.store.create([1], as: long, lifetime: short)
      _ = try await bench.store.save([2], for: long, ifVersion: nil, lifetime: Bench.lifetime)
      bench.clock.advance(by: .seconds(30))
      try await bench.expect(nil, of: random, "after the lifetime of its own")
      try await bench.expect(nil, of: id, "after the lifetime of its own")
      try await bench.expect([2], of: long, "before the lifetime that the save gave it")
      try await bench.store.update(long) { $0.lifetime = short }
      bench.clock.advance(by: .seconds(30))
      try await bench.expect(nil, of: long, "after the lifetime that the update gave it")
    },
    ConformanceCheck("sweep", "A sweep removes what has expired and keeps what lives.") { bench in
      let expired = (0..<5).map { SessionID(key: "expired \($0)") }
      let live = (0..<5).map { SessionID(key: "live \($0)") }
      for id in expired { try await bench.store.create([1], as: id) }
      bench.clock.advance(by: .seconds(150))
      for id in live { try await bench.store.create([2], as: id) }
      let report = try await bench.store.sweep()
      try bench.expect(report.failed == 0, "a sweep without errors", seen: "\(report.failed) entries failed")
      for id in live { try await bench.expect([2], of: id, "for a live session after the sweep") }
      // The report of a store may be empty. But when the clock goes back, what was only hidden would be there again.
      bench.clock.advance(by: .seconds(-150))
      for id in expired { try await bench.expect(nil, of: id, "for an expired session that was swept") }
    },
  ]
}
