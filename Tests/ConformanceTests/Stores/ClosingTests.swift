import FileSessions
import Testing

@Suite("Closing a store", .timeLimit(.minutes(1)))
struct ClosingTests {
  @Test("After close every verb fails with closed, and what was written stays", arguments: Setting.all)
  func closed(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    await store.close()
    await store.close()
    await expectError(.closed) { try await store.create([9]) }
    await expectError(.closed) { try await store.create([9], as: SessionID(key: "other")) }
    await expectError(.closed) { try await store.load(id) }
    await expectError(.closed) { try await store.save([9], for: id) }
    await expectError(.closed) { try await store.put([9], for: id) }
    await expectError(.closed) { try await store.update(id) { $0.payload = [9] } }
    await expectError(.closed) { try await store.withLock(id) { _ in } }
    await expectError(.closed) { try await store.withSharedLock(id) { _ in } }
    await expectError(.closed) { try await store.touch(id) }
    await expectError(.closed) { try await store.rotate(id) }
    await expectError(.closed) { try await store.delete(id) }
    await expectError(.closed) { try await store.sweep() }
    let blocking = BlockingCalls(store)
    for call in blocking.writes(id) { await expectError(.closed) { try call() } }
    await expectError(.closed) { try blocking.load(id) }
    await expectError(.closed) { try blocking.sweep() }
    await expectError(.closed) { try store.blockingTouch(id) }
    #expect(try await workplace.secondStore().load(id)?.payload == [1])
  }

  @Test("Close waits for the call that is under way, which ends as usual", arguments: Setting.all)
  func inFlight(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    let (held, end, closed) = (Signal(), Signal(), Signal())
    let holder = Task.detached {
      try await store.withLock(id) { session in
        held.give()
        await end.wait()
        #expect(!closed.isGiven)
        try await session.save([2])
      }
    }
    await held.wait()
    let closer = Task.detached {
      await store.close()
      closed.give()
    }
    // From the moment on that close was called new calls are refused.
    while await sessionError({ try await store.load(id) }) == nil { await Task.yield() }
    #expect(!closed.isGiven)
    end.give()
    try await holder.value
    await closer.value
    #expect(try await workplace.secondStore().load(id)?.payload == [2])
  }
}

extension FileSessionStore {
  /// For asynchronous tests, which the blocking verbs are closed to.
  func blockingTouch(_ id: SessionID) throws { try blocking.touch(id) }
}
