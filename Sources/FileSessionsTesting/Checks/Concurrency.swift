internal import FileSessions

extension ConformanceCheck {
  /// What callers at the same time see.
  static let concurrency: [ConformanceCheck] = [
    ConformanceCheck("whole reads", "A load beside saves returns one saved value, whole, and never nothing.") { bench in
      let id = SessionID(key: "session")
      // Each value tells its length, so that a part of one, or parts of two, cannot pass.
      let values = (1...UInt8(8)).map { [UInt8](repeating: $0, count: Int($0) * 1500) }
      try await bench.store.create(values[0], as: id)
      try await withThrowingTaskGroup { group in
        for writer in 0..<2 {
          group.addTask {
            for round in 0..<40 { try await bench.store.save(values[(round * 3 + writer) % values.count], for: id) }
          }
        }
        for _ in 0..<3 {
          group.addTask {
            for _ in 0..<60 {
              let payload = try await bench.store.load(id)?.payload
              try bench.expect(
                payload.map(values.contains) ?? false, "a value that was saved", seen: Bench.text(payload))
            }
          }
        }
        try await group.waitForAll()
      }
    },
    ConformanceCheck("no lost update", "Concurrent updates of one session are all kept.") { bench in
      let id = SessionID(key: "session")
      try await bench.store.create([], as: id)
      try await withThrowingTaskGroup { group in
        for task in 0..<UInt8(8) {
          group.addTask {
            for _ in 0..<20 { try await bench.store.update(id) { $0.payload.append(task) } }
          }
        }
        try await group.waitForAll()
      }
      let payload = try await bench.store.load(id)?.payload ?? []
      for task in 0..<UInt8(8) {
        let kept = payload.count { $0 == task }
        try bench.expect(kept == 20, "20 updates of each task to be kept", seen: "\(kept)")
      }
    },
  ]
}
