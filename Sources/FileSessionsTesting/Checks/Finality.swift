internal import FileSessions

extension ConformanceCheck {
  /// What is deleted stays so.
  static let finality: [ConformanceCheck] = [
    ConformanceCheck("delete is final", "No save, update or touch brings back a deleted session.") { bench in
      let id = SessionID(key: "session")
      try await bench.store.create([1], as: id)
      try await bench.store.delete(id)
      try await bench.expect(nil, of: id, "after delete")
      try await bench.expect(.notFound, of: "save after delete") { try await bench.store.save([9], for: id) }
      try await bench.expect(nil, of: id, "after a save that came too late")
      try await bench.expect(.notFound, of: "update after delete") {
        try await bench.store.update(id) { $0.payload = [9] }
      }
      try await bench.expect(nil, of: id, "after an update that came too late")
      try await bench.expect(.notFound, of: "touch after delete") { try await bench.store.touch(id) }
      try await bench.expect(nil, of: id, "after a touch that came too late")
      try await bench.store.delete(id)
    },
    ConformanceCheck("delete amid writes", "A delete among concurrent saves, updates and touches leaves no session.") {
      bench in
      for round in 0..<20 {
        let id = SessionID(key: "session \(round)")
        try await bench.store.create([1], as: id)
        try await withThrowingTaskGroup { group in
          group.addTask { try await bench.store.delete(id) }
          for value in 0..<UInt8(3) {
            group.addTask { try await bench.orNotFound { _ = try await bench.store.save([value], for: id) } }
            group.addTask {
              try await bench.orNotFound { try await bench.store.update(id) { $0.payload.append(value) } }
            }
            group.addTask { try await bench.orNotFound { try await bench.store.touch(id) } }
          }
          try await group.waitForAll()
        }
        try await bench.expect(nil, of: id, "after delete and what ran beside it")
      }
    },
    ConformanceCheck("delete under the lock", "A session deleted under its lock is gone, and cannot be saved there.") {
      bench in
      let id = SessionID(key: "session")
      try await bench.store.create([1], as: id)
      try await bench.store.withLock(id) { session in
        try await session.delete()
        let isGone = session.snapshot == nil
        try bench.expect(isGone, "no snapshot after delete", seen: "one")
        do {
          try await session.save([9])
        } catch {
          return try bench.expect(bench.code(error) == .notFound, "notFound from save", seen: "\(error)")
        }
        throw bench.failure("notFound from save after delete", "no error")
      }
      try await bench.expect(nil, of: id, "after a delete under the lock")
    },
  ]
}

extension Bench {
  /// Runs a call that may come too late.
  func orNotFound(_ body: nonisolated(nonsending) () async throws -> Void) async throws {
    do { try await body() } catch { if code(error) != .notFound { throw error } }
  }
}
