internal import FileSessions

extension ConformanceCheck {
  /// What one caller after the other sees.
  static let values: [ConformanceCheck] = [
    ConformanceCheck("create", "A session has an id of its own, and loads as it was created.") { bench in
      let first = try await bench.store.create([1])
      let second = try await bench.store.create([2])
      try bench.expect(first.id != second.id, "two ids", seen: "one id twice")
      try await bench.expect([1], of: first.id, "after create")
      try await bench.expect([2], of: second.id, "after create")
      let loaded = try await bench.store.load(first.id)
      try bench.expect(
        loaded?.version == first.version, "the version that create returned", seen: "another version from load")
      guard let id = SessionID(first.id.text) else { throw bench.failure("an id for a cookie", "a keyed id") }
      try await bench.expect([1], of: id, "for the id from a cookie")
    },
    ConformanceCheck("unknown id", "An id of no session loads nothing, and only put makes one of it.") { bench in
      let id = SessionID(key: "unknown")
      try await bench.expect(nil, of: id, "for an id that never was")
      try await bench.expect(.notFound, of: "rotate") { try await bench.store.rotate(id) }
      try await bench.expect(.notFound, of: "withLock") { try await bench.store.withLock(id) { _ in } }
      try await bench.store.delete(id)
      try await bench.expect(nil, of: id, "after delete of nothing")
      try await bench.store.put([1], for: id)
      try await bench.expect([1], of: id, "after put made the session")
      try await bench.store.put([2], for: id)
      try await bench.expect([2], of: id, "after put replaced it")
    },
    ConformanceCheck("duplicate", "Create never overwrites: of several for one id, exactly one succeeds.") { bench in
      let id = SessionID(key: "session")
      let version = try await bench.store.create([1], as: id)
      try await bench.expect(.duplicate, of: "create for an id in use") { try await bench.store.create([2], as: id) }
      let loaded = try await bench.store.load(id)
      try bench.expect(
        loaded?.payload == [1] && loaded?.version == version, "the session as it was",
        seen: Bench.text(loaded?.payload))
      for round in 0..<20 {
        let contested = SessionID(key: "contested \(round)")
        let winners: [UInt8] = try await withThrowingTaskGroup(of: UInt8?.self) { group in
          for value in 0..<UInt8(4) {
            group.addTask {
              do {
                _ = try await bench.store.create([value], as: contested)
                return value
              } catch {
                guard bench.code(error) == .duplicate else { throw error }
                return nil
              }
            }
          }
          var winners: [UInt8] = []
          for try await value in group { if let value { winners.append(value) } }
          return winners
        }
        try bench.expect(winners.count == 1, "one create of four to succeed", seen: "\(winners.count)")
        try await bench.expect(winners, of: contested, "from the create that succeeded")
      }
    },
    ConformanceCheck("payloads", "Any bytes are kept as they are: none, zeros, all values, 64 KiB.") { bench in
      let large: [UInt8] = (0..<65_536).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ ($0 >> 8)) }
      let every: [UInt8] = Array(0...255)
      let payloads: [[UInt8]] = [[], [0], [10], [0, 0, 0], every, large, []]
      let id = SessionID(key: "saved")
      try await bench.store.create([7], as: id)
      for payload in payloads {
        let created = try await bench.store.create(payload)
        try await bench.expect(payload, of: created.id, "after create")
        try await bench.store.save(payload, for: id)
        try await bench.expect(payload, of: id, "after save")
        try await bench.store.put([7], for: id)
        try await bench.store.update(id) { $0.payload = payload }
        try await bench.expect(payload, of: id, "after update")
        try await bench.store.withLock(id) { session in
          try await session.save([8])
          try await session.save(payload)
        }
        try await bench.expect(payload, of: id, "after a save under the lock")
      }
    },
    ConformanceCheck("keys", "Keys may be any text, and differ if one byte of them does.") { bench in
      let long = String(repeating: "x", count: 10_000)
      let keys = [
        "", " ", "\n", "a", "A", "a ", ".", "..", "/", "a/b", "../a", "../../etc/passwd", "/etc/passwd", "\0", "a\0",
        "a\0b", "-rf", "*", "%00", "~", "nul", "\u{e9}", "e\u{301}", "🍪", String(repeating: "y", count: 256), long,
        long + "x", long + "y",
      ]
      let ids = keys.map { SessionID(key: $0) }
      for (index, id) in ids.enumerated() { try await bench.store.create([UInt8(index)], as: id) }
      for (index, id) in ids.enumerated() { try await bench.expect([UInt8(index)], of: id, "for key \(index)") }
      for (index, id) in ids.enumerated() {
        try await bench.store.delete(id)
        try await bench.expect(nil, of: id, "after delete of key \(index)")
        guard index + 1 < ids.count else { continue }
        try await bench.expect([UInt8(index + 1)], of: ids[index + 1], "for the key that was left")
      }
    },
    ConformanceCheck("versions", "A save for another version than the current one reports it and changes nothing.") {
      bench in
      let id = SessionID(key: "session")
      let first = try await bench.store.create([1], as: id)
      let second = try await bench.store.save([2], for: id, ifVersion: first)
      try bench.expect(first != second, "a new version from save", seen: "the old one")
      try await bench.expect(.conflict, of: "save for the version before") {
        try await bench.store.save([9], for: id, ifVersion: first)
      }
      try await bench.expect([2], of: id, "after the conflict")
      let loaded = try await bench.store.load(id)
      try bench.expect(loaded?.version == second, "the version as it was", seen: "another")
      bench.clock.advance(by: .seconds(90))
      try await bench.store.touch(id)
      try await bench.store.save([3], for: id, ifVersion: second)
      try await bench.expect([3], of: id, "after a save for the current version, which a touch leaves")
    },
    ConformanceCheck("versions anew", "No version of a deleted session matches one created after it.") { bench in
      let id = SessionID(key: "session")
      var old = [try await bench.store.create([1], as: id)]
      old.append(try await bench.store.save([2], for: id))
      try await bench.store.delete(id)
      let anew = try await bench.store.create([1], as: id)
      old.append(try await bench.store.save([3], for: id))
      try bench.expect(!old.dropLast().contains(anew), "a version of its own", seen: "one of the deleted session")
      for version in old.dropLast() + [anew] {
        try await bench.expect(.conflict, of: "save for an old version") {
          try await bench.store.save([9], for: id, ifVersion: version)
        }
      }
      try await bench.expect([3], of: id, "after the conflicts")
    },
    ConformanceCheck("update throws", "An update whose closure throws passes that on and writes nothing.") { bench in
      let id = SessionID(key: "session")
      let version = try await bench.store.create([1], as: id)
      do {
        try await bench.store.update(id) { draft in
          draft.payload = [9]
          throw Intended()
        }
        throw bench.failure("the closure's error", "no error")
      } catch is Intended {}
      let loaded = try await bench.store.load(id)
      try bench.expect(
        loaded?.payload == [1] && loaded?.version == version, "the session as it was",
        seen: Bench.text(loaded?.payload))
      let result = try await bench.store.update(id) { draft in draft.payload.count }
      try bench.expect(result == 1, "what the closure returned", seen: "\(result)")
    },
  ]
}
