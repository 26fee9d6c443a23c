import FileSessions
import Testing

@Suite("Closing a store")
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
    while await sessionError({ try await store.load(SessionID(key: "other")) }) == nil { await Task.yield() }
    #expect(!closed.isGiven)
    end.give()
    try await holder.value
    await closer.value
    #expect(try await workplace.secondStore().load(id)?.payload == [2])
  }
}

/// A child that was forked and has not yet called exec has copies of all descriptors: to the kernel, a lock belongs to
/// all copies, and lives until the last is closed or one of them unlocks it.
@Suite("Closing a store while somebody has its descriptors")
struct ClosingAfterForkTests {
  @Test(
    "Close gives the directory up by an explicit unlock, and does not rely on the last copy", arguments: Setting.all)
  func copied(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let session = try await workplace.store.create([1])
    let copy = try #require(Descriptors.copy(of: workplace.path + "/store"))
    defer { Descriptors.close(copy) }
    await workplace.store.close()
    let other: FileSessionStore.Strategy = setting.strategy == .slots ? .lockFileRename : .slots
    #expect(try FileSessionStore.convert(directory: workplace.path, to: other) == 1)
    let converted = try workplace.secondStore { $0.strategy = other }
    #expect(try await converted.load(session.id)?.payload == [1])
  }
}

extension FileSessionStore {
  /// For asynchronous tests, which the blocking verbs are closed to.
  func blockingTouch(_ id: SessionID) throws { try blocking.touch(id) }
}
