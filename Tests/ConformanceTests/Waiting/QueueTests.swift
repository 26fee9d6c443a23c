import FileSessions
import Foundation
import Testing

@Suite("Waiting within one process")
struct QueueTests {
  @Test("More waiting tasks than cores do not stand in the holder's way while it is suspended", arguments: Setting.all)
  func cooperative(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    let waiters = ProcessInfo.processInfo.activeProcessorCount * 8
    _ = try await core.create([], as: id, lifetime: nil)
    let holder = await Holder(core, id)
    let tasks = (0..<waiters).map { number in
      Task.detached { try await core.update(id) { $0.payload.append(UInt8(number)) } }
    }
    await watcher.untilQueued(waiters)
    // All of them wait. If they held threads, neither this nor the holder could go on.
    if setting.loadsTakeNoLock { #expect(try await core.load(id)?.payload == []) }
    try await holder.release()
    for task in tasks { try await task.value }
    let payload = try #require(try await core.load(id)?.payload)
    #expect(payload.sorted() == (0..<waiters).map(UInt8.init))
  }

  @Test(
    "First come, first served: writers and readers are granted in the order in which they asked", arguments: Setting.all
  )
  func fairness(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([], as: id, lifetime: nil)
    let holder = await Holder(core, id)
    var tasks: [Task<Void, any Error>] = []
    for number in UInt8(0)..<10 {
      tasks.append(Task.detached { try await core.update(id) { $0.payload.append(number) } })
      await watcher.untilQueued(Int(number) + 1)
    }
    try await holder.release()
    for task in tasks { try await task.value }
    #expect(try await core.load(id)?.payload == Array(0..<10))
  }

  @Test("A stream of readers does not starve a writer", arguments: Setting.all)
  func readersAndWriter(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let first = await Holder(core, id, shared: true)
    let second = await Holder(core, id, shared: true)
    let writer = Task.detached { try await core.update(id) { $0.payload = [2] } }
    await watcher.untilQueued(1)
    // This one came after the writer: it waits, although only readers hold the lock now.
    let late = Task.detached {
      try await core.withSharedLock(id, timeout: nil) { session in session.snapshot?.payload }
    }
    await watcher.untilQueued(2)
    if setting.loadsTakeNoLock { #expect(try await core.load(id)?.payload == [1]) }
    try await first.release()
    try await second.release()
    try await writer.value
    #expect(try await late.value == [2])
  }

  @Test("Of two shared locks both are held at once, and together they keep a writer out", arguments: Setting.all)
  func shared(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let first = await Holder(core, id, shared: true)
    let second = await Holder(core, id, shared: true)
    await expectError(.timedOut) { try await core.withLock(id, timeout: .zero) { _ in } }
    try await first.release()
    await expectError(.timedOut) { try await core.withLock(id, timeout: .zero) { _ in } }
    let writer = Task.detached { try await core.save([2], for: id, ifVersion: nil, lifetime: nil) }
    await watcher.untilQueued(3)
    if setting.loadsTakeNoLock { #expect(try await core.load(id)?.payload == [1]) }
    try await second.release()
    _ = try await writer.value
    #expect(try await core.load(id)?.payload == [2])
  }

  @Test("Sessions do not wait for one another", arguments: Setting.all)
  func independent(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let ids = (0..<8).map { SessionID(key: "session \($0)") }
    for id in ids { _ = try await core.create([1], as: id, lifetime: nil) }
    let holder = await Holder(core, ids[0])
    for id in ids.dropFirst() { try await core.update(id) { $0.payload.append(2) } }
    #expect(!watcher.requests.isEmpty)
    try await holder.release()
  }

  @Test(
    "A task that waited finds what the one before it wrote; one that waited for a delete finds nothing",
    arguments: Setting.all)
  func deletedMeanwhile(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let held = Signal()
    let end = Signal()
    let deleter = Task.detached {
      try await core.withLock(id, timeout: nil) { session in
        held.give()
        await end.wait()
        try await session.delete()
      }
    }
    await held.wait()
    let saver = Task.detached {
      await sessionError { try await core.save([2], for: id, ifVersion: nil, lifetime: nil) }
    }
    await watcher.untilQueued(1)
    end.give()
    try await deleter.value
    #expect(await saver.value?.code == .notFound)
    #expect(try await core.load(id) == nil)
    #expect(workplace.files.remains.isEmpty)
  }
}
