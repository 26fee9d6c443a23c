import FileSessions
import FileSessionsTesting
import Foundation
import Testing

@Suite("Waiting no longer than told")
struct TimeoutTests {
  @Test("A wait within the process times out, and names this process as the holder", arguments: Setting.all)
  func inProcess(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, _) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let holder = await Holder(core, id)
    let error = await expectError(.timedOut) { try await core.withLock(id, timeout: .zero) { _ in } }
    #expect(error?.holderProcessID == ProcessInfo.processInfo.processIdentifier)
    try await holder.release()
    try await core.withLock(id, timeout: .zero) { _ = try await $0.save([2]) }
    #expect(try await core.load(id)?.payload == [2])
    #expect(workplace.events.count(.lockTimeout) == 1)
  }

  @Test("So does a thread that waits within the process", arguments: Setting.all)
  func thread(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.lockTimeout = .milliseconds(1) }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    let held = Signal(), release = Signal()
    // Detached: who tests is not who holds.
    let holder = Task.detached {
      try await store.withLock(id) { _ in
        held.give()
        await release.wait()
      }
    }
    await held.wait()
    let blocking = BlockingCalls(store)
    let error = await expectError(.timedOut) { try blocking.save([2], id) }
    #expect(error?.holderProcessID == ProcessInfo.processInfo.processIdentifier)
    release.give()
    try await holder.value
    try blocking.save([2], id)
    #expect(try await store.load(id)?.payload == [2])
  }

  @Test("Of several that wait each times out, the later ones after the first", arguments: Subject.suspending)
  func several(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    try await store.withLock(id) { _ in
      // Detached: a child would count as the holder itself.
      let waiters = [1, 20, 40, 5].map { milliseconds in
        Task.detached {
          await sessionError { try await store.withLock(id, timeout: .milliseconds(milliseconds)) { _ in } }
        }
      }
      for waiter in waiters { #expect(await waiter.value?.code == .timedOut) }
    }
    // None of them is left in the queue.
    try await store.withLock(id, timeout: .zero) { _ = try await $0.save([2]) }
    #expect(try await store.load(id)?.payload == [2])
  }

  @Test("A wait for another process times out, and names that process", arguments: Setting.all)
  func acrossProcesses(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.lockTimeout = .milliseconds(1) }
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let child = try await ChildProcess.open(workplace.path, setting, workplace.clockOption)
    try await child.expect("ok", "hold session")
    let expected = setting.tellsHolder ? child.processID : nil
    #expect(await namedHolder { try await workplace.store.save([2], for: id) } == expected)
    let blocking = BlockingCalls(workplace.store)
    #expect(await namedHolder { try blocking.save([2], id) } == expected)
    #expect(workplace.events.count(.lockTimeout) >= 2)
    if setting.loadsTakeNoLock { #expect(try await workplace.store.load(id)?.payload == [1]) }
    try await child.expect("ok", "release")
    try await workplace.store.save([2], for: id)
  }

  @Test("Who waits behind a task that waits for another process is told of that process", arguments: Setting.all)
  func behindAWaiter(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let child = try await ChildProcess.open(workplace.path, setting, workplace.clockOption)
    try await child.expect("ok", "hold session")
    let (core, watcher) = try workplace.watched()
    // 1. The child holds the kernel's lock. 2. This task has the local lock and is refused. 3. The call below queues
    //    behind it. It is only after a refusal that the task notes for whom it waits: with the third one it has done so.
    let first = Task.detached { try await core.update(id) { $0.payload.append(2) } }
    await watcher.untilRefused(3)
    let holder = await namedHolder { try await core.withLock(id, timeout: .zero) { _ in } }
    #expect(holder == (setting.tellsHolder ? child.processID : nil))
    try await child.expect("ok", "release")
    try await first.value
    #expect(try await core.load(id)?.payload == [1, 2])
  }
}

extension Workplace {
  /// For a child that is to agree on the time.
  var clockOption: String { "clock=\(clock.now.nanosecondsSince1970)" }
}
