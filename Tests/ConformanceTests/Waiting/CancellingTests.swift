import FileSessions
import Testing

@Suite("Cancelling a call that waits")
struct CancellingTests {
  @Test(
    "A waiter that is cancelled returns, changes nothing, and the next in the queue goes on", arguments: Setting.all)
  func inProcess(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let holder = await Holder(core, id)
    let cancelled = Task.detached { await sessionError { try await core.update(id) { $0.payload = [9] } } }
    await watcher.untilQueued(1)
    let next = Task.detached { try await core.update(id) { $0.payload.append(2) } }
    await watcher.untilQueued(2)
    cancelled.cancel()
    // It returns although the holder still holds.
    #expect(await cancelled.value?.code == .cancelled)
    #expect(workplace.files.temporaries.isEmpty)
    try await holder.release()
    try await next.value
    #expect(try await core.load(id)?.payload == [1, 2])
  }

  @Test("A waiter for another process's lock returns as well, and leaves the lock to others", arguments: Setting.all)
  func acrossStores(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    let (core, watcher) = try workplace.watched()
    _ = try await core.create([1], as: id, lifetime: nil)
    let holdingCore = try workplace.watched().core
    let holder = await Holder(holdingCore, id)
    let cancelled = Task.detached { await sessionError { try await core.update(id) { $0.payload = [9] } } }
    await watcher.untilRefused(1)
    cancelled.cancel()
    #expect(await cancelled.value?.code == .cancelled)
    try await holder.release()
    try await core.update(id) { $0.payload.append(2) }
    #expect(try await core.load(id)?.payload == [1, 2])
  }

  @Test("A writer that gives up lets the readers behind it go on", arguments: Setting.all)
  func writerBetweenReaders(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let reader = await Holder(core, id, shared: true)
    let writer = Task.detached { await sessionError { try await core.withLock(id, timeout: nil) { _ in } } }
    await watcher.untilQueued(1)
    let late = Task.detached { try await core.withSharedLock(id, timeout: nil) { $0.snapshot?.payload } }
    await watcher.untilQueued(2)
    writer.cancel()
    #expect(await writer.value?.code == .cancelled)
    #expect(try await late.value == [1])
    try await reader.release()
  }

  @Test("A task that was cancelled before it asked does not wait either", arguments: Subject.suspending)
  func before(_ subject: Subject) async throws {
    let open = try subject.open(lockTimeout: .seconds(600))
    let id = SessionID(key: "session")
    let store = open.store
    _ = try await store.create([1], as: id, lifetime: nil)
    try await store.withLock(id, timeout: nil) { session in
      // Detached: a child would count as the holder itself.
      let task = Task.detached {
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
        return await sessionError { try await store.update(id) { $0.payload = [9] } }
      }
      #expect(await task.value?.code == .cancelled)
      try await session.save([2])
    }
    #expect(try await store.load(id)?.payload == [2])
  }
}
