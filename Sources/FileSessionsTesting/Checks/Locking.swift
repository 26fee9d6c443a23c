internal import FileSessions

extension ConformanceCheck {
  /// What a lock keeps out. Tasks that are to wait for one are detached: a child of the holder counts as the holder.
  static let locking: [ConformanceCheck] = [
    ConformanceCheck("lock excludes updates", "Nobody changes a session between what a holder reads and saves.") {
      bench in
      let id = SessionID(key: "session")
      try await bench.store.create([1], as: id)
      let store = bench.store
      let update = try await store.withLock(id, timeout: bench.patience) { session in
        let payload = session.snapshot?.payload ?? []
        let update = Task.detached { try await store.update(id) { $0.payload.append(3) } }
        await bench.letOthersRun()
        try await session.save(payload + [2])
        try await bench.expect([1, 2], of: id, "for a load beside the lock, at once")
        return update
      }
      try await update.value
      try await bench.expect([1, 2, 3], of: id, "after the holder's save and the update that waited")
    },
    ConformanceCheck("locks exclude each other", "Concurrent reads and saves under the lock are all kept.") { bench in
      let id = SessionID(key: "session")
      try await bench.store.create([], as: id)
      try await withThrowingTaskGroup { group in
        for task in 0..<UInt8(4) {
          group.addTask {
            for _ in 0..<5 {
              try await bench.store.withLock(id, timeout: bench.patience) { session in
                let payload = session.snapshot?.payload ?? []
                await Task.yield()
                try await session.save(payload + [task])
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let count = try await bench.store.load(id)?.payload.count
      try bench.expect(count == 20, "20 saves to be kept", seen: "\(count ?? 0)")
    },
    ConformanceCheck("shared lock", "Readers hold the lock together, and nobody changes the session until they end.") {
      bench in
      let id = SessionID(key: "session")
      try await bench.store.create([1], as: id)
      let store = bench.store
      let update = try await store.withSharedLock(id, timeout: bench.patience) { session in
        let reader = Task.detached {
          try await store.withSharedLock(id, timeout: bench.patience) { $0.snapshot?.payload }
        }
        let read = try await reader.value
        try bench.expect(read == [1], "the payload for a second reader", seen: Bench.text(read))
        let update = Task.detached { try await store.update(id) { $0.payload.append(2) } }
        await bench.letOthersRun()
        let snapshot = session.snapshot?.payload
        try bench.expect(snapshot == [1], "the payload in the snapshot", seen: Bench.text(snapshot))
        try await bench.expect([1], of: id, "while a reader holds the lock")
        return update
      }
      try await update.value
      try await bench.expect([1, 2], of: id, "after the update that waited")
    },
    ConformanceCheck("lock and errors", "What is saved under the lock stays if the closure throws, and the lock ends.")
    {
      bench in
      let id = SessionID(key: "session")
      try await bench.store.create([1], as: id)
      do {
        try await bench.store.withLock(id) { session in
          try await session.save([2])
          throw Intended()
        }
        throw bench.failure("the closure's error", "no error")
      } catch is Intended {}
      try await bench.expect([2], of: id, "as saved before the closure threw")
      try await bench.store.update(id) { $0.payload.append(3) }
      try await bench.expect([2, 3], of: id, "after an update, which the lock no longer keeps out")
    },
    ConformanceCheck("cancelled waiter", "A waiter that is cancelled throws, and leaves the lock to others.") { bench in
      let id = SessionID(key: "session")
      try await bench.store.create([1], as: id)
      let store = bench.store
      try await store.withLock(id) { session in
        let waiter = Task.detached {
          try await store.withLock(id, timeout: bench.patience) { _ = try await $0.save([9]) }
        }
        await bench.letOthersRun()
        waiter.cancel()
        // It returns although the lock is still held; whether it had begun to wait makes no difference.
        switch await waiter.result {
        case .success: throw bench.failure("an error from the cancelled waiter", "no error")
        case .failure(let error):
          let isCancelled = error is CancellationError || bench.code(error) == .cancelled
          try bench.expect(isCancelled, "cancelled from the waiter", seen: "\(error)")
        }
        try await session.save([2])
      }
      try await bench.store.update(id) { $0.payload.append(3) }
      try await bench.expect([2, 3], of: id, "after the holder's save and an update")
    },
  ]
}
