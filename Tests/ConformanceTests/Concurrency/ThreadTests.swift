import FileSessions
import Foundation
import Synchronization
import Testing

@Suite("Threads that block")
struct ThreadTests {
  @Test("Of the updates of several threads and tasks each is kept exactly once", arguments: Setting.all)
  func updates(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([], as: id)
    let blocking = BlockingCalls(store)
    let threads = (0..<4).map { thread in
      OnThread {
        for round in 0..<25 { try blocking.update(id) { $0.payload += Array("thread \(thread).\(round);".utf8) } }
      }
    }
    for round in 0..<25 { try await store.update(id) { $0.payload += Array("task.\(round);".utf8) } }
    for thread in threads { try await thread.value() }
    let marks = try Marks(try #require(try await store.text(id))[...])
    #expect(marks.count == 5 * 25)
    for thread in 0..<4 { #expect(marks.numbers(of: "thread \(thread)") == Array(0..<25)) }
    #expect(marks.numbers(of: "task") == Array(0..<25))
  }

  @Test("A blocked thread goes on when a task gives the lock up", arguments: Setting.all)
  func behindATask(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let holder = await Holder(core, id)
    let thread = OnThread { try core.updateBlocking(id) { $0.payload.append(2) } }
    await watcher.untilQueued(1)
    let task = Task.detached { try await core.update(id) { $0.payload.append(3) } }
    await watcher.untilQueued(2)
    try await holder.release()
    try await thread.value()
    try await task.value
    #expect(try await core.load(id)?.payload == [1, 2, 3])
  }

  @Test("A blocked thread waits for another process's lock, and no longer than told", arguments: Setting.all)
  func behindAProcess(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let child = try await ChildProcess.open(workplace.path, setting, workplace.clockOption)
    try await child.expect("ok", "hold session")
    let (core, watcher) = try workplace.watched()
    let patient = OnThread { try core.updateBlocking(id) { $0.payload.append(2) } }
    await watcher.untilRefused(1)
    let (hasty, _) = try workplace.watched { $0.lockTimeout = .zero }
    let holder = await namedHolder {
      try await OnThread { try hasty.updateBlocking(id) { $0.payload.append(9) } }.value()
    }
    #expect(holder == (setting.tellsHolder ? child.processID : nil))
    try await child.expect("ok", "release")
    try await patient.value()
    #expect(try await core.load(id)?.payload == [1, 2])
  }
}

/// Something that runs on a thread of its own, which it may block.
private final class OnThread: Sendable {
  private let done = Signal()
  private let failure = Mutex<(any Error)?>(nil)

  init(_ body: @escaping @Sendable () throws -> Void) {
    Thread.detachNewThread { [self] in
      do { try body() } catch { failure.withLock { $0 = error } }
      done.give()
    }
  }

  func value() async throws {
    await done.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
