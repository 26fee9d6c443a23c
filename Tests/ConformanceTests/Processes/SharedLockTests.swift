import FileSessions
import Glibc
import Synchronization
import Testing

@Suite("Locks across processes")
struct SharedLockTests {
  @Test("A shared lock is held by two processes at once, and together they keep a writer out", arguments: Setting.all)
  func shared(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let child = try await ChildProcess.open(workplace.path, setting, "timeout=0 \(workplace.clockOption)")
    try await child.expect("ok", "share session")
    let reader = await Holder(core, id, shared: true)
    let writer = Task.detached { try await core.update(id) { $0.payload.append(2) } }
    await watcher.untilQueued(1)
    try await reader.release()
    // The local lock is the writer's now; the other process's shared lock is what it waits for.
    await watcher.untilRefused(1)
    if setting.loadsTakeNoLock { #expect(try await core.load(id)?.payload == [1]) }
    try await child.expect("ok", "release")
    try await writer.value
    #expect(try await core.load(id)?.payload == [1, 2])
  }

  @Test("An exclusive lock keeps another process's readers and writers out, but not its loads", arguments: Setting.all)
  func exclusive(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([UInt8]("one"), as: id)
    let child = try await ChildProcess.open(workplace.path, setting, "timeout=0 \(workplace.clockOption)")
    try await workplace.store.withLock(id) { session in
      for command in ["share session", "hold session", "save session two", "delete session", "rotate session"] {
        #expect(await child.ask(command).hasPrefix("error timedOut"), "\(command)")
      }
      try await session.save([UInt8]("three"))
      let loaded = await child.ask("load session")
      #expect(setting.loadsTakeNoLock ? loaded == "ok three" : loaded.hasPrefix("error timedOut"))
    }
    try await child.expect("ok", "save session two")
    #expect(try await workplace.store.text(id) == "two")
  }

  @Test("A process that waited for a delete finds no session, and makes none", arguments: Setting.all)
  func deletedMeanwhile(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let saver = try await ChildProcess.open(workplace.path, setting, workplace.clockOption)
    let creator = try await ChildProcess.open(workplace.path, setting, workplace.clockOption)
    // 1. Both wait on the file that is about to go. 2. It goes. 3. Each finds that its lock is on a file without a
    //    name.
    try await workplace.store.withLock(id) { session in
      await saver.sendAndAwaitRefusal("append session x")
      await creator.sendAndAwaitRefusal("create session new")
      try await session.delete()
    }
    #expect(await creator.answer() == "ok")
    // The append comes before the create and finds nothing, or after it and finds the new session: never the old one.
    let answer = await saver.answer()
    #expect(answer == "ok" || answer.hasPrefix("error notFound"))
    #expect(try await workplace.store.text(id) == (answer == "ok" ? "newx" : "new"))
    try await workplace.store.delete(id)
    #expect(workplace.files.remains.isEmpty)
  }

  @Test(
    "Who was granted the lock of a file that is gone does not take it for the session's",
    arguments: Setting.withMortalLocks)
  func removedUnderAWaiter(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (id, done, stranger) = (SessionID(key: "session"), Signal(), Stranger())
    try await workplace.store.create([UInt8]("a"), as: id)
    // The lock file is there, where there is one.
    try await workplace.store.save([UInt8]("a"), for: id)
    let (others, files) = (BlockingCalls(workplace.store), workplace.files)
    // 1. The update opens the file to be locked, inode 7.
    // 2. Others delete the session, the name of inode 7 with it, and make it anew, on inode 8, which one of them locks.
    // 3. The update is granted inode 7. It has to look again, and is then refused inode 8.
    let interceptor = FirstLock {
      try? others.delete(id)
      try? others.create([UInt8]("c"), id)
      stranger.lock(files.lockPath(of: id))
    }
    let core = try workplace.intercepted(by: interceptor) { $0.lockTimeout = .seconds(600) }
    interceptor.arm()
    let update = Task.detached {
      defer { done.give() }
      try await core.update(id) { $0.payload += [UInt8]("b") }
    }
    while !interceptor.refusal.isGiven, !done.isGiven { await Task.yield() }
    #expect(interceptor.hasActed)
    #expect(!done.isGiven)
    #expect(try await workplace.store.text(id) == "c")
    stranger.unlock()
    try await update.value
    #expect(try await workplace.store.text(id) == "cb")
  }
}

extension SharedLockTests {
  /// A thread sleeps for each task that waits for another process, and there are eight of them at most.
  @Test(
    "More tasks wait for another store than threads can sleep for: each is granted its lock", arguments: Setting.all)
  func manyWaiters(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let holding = try workplace.watched().core
    let (core, watcher) = try workplace.watched(sharesMemory: true)
    let ids = (0..<20).map { SessionID(key: "\($0)") }
    for id in ids { _ = try await core.create([1], as: id, lifetime: nil) }
    var holders: [Holder] = []
    // Of strategies with fewer locks than sessions some share one.
    var held: Set<LockDomain> = []
    let waiting = ids.filter { held.insert(holding.engine.domain(of: $0.digest)).inserted }
    for id in waiting { holders.append(await Holder(holding, id)) }
    let waiters = waiting.map { id in Task.detached { try await core.update(id) { $0.payload.append(2) } } }
    // Each is refused twice before it sleeps.
    await watcher.untilRefused(3 * waiting.count)
    for holder in holders { try await holder.release() }
    for waiter in waiters { try await waiter.value }
    for id in waiting { #expect(try await core.load(id)?.payload == [1, 2]) }
  }

  @Test("A strategy that takes its lock only to write waits for it when the closure has run, and then saves")
  func lateLock() async throws {
    let setting = Setting(name: "lockAfterTruncate", strategy: .lockAfterTruncate, fileSystem: .disk)
    let workplace = try Workplace(setting) { $0.unsoundStrategies = .allow }
    let (id, stranger, files) = (SessionID(key: "session"), Stranger(), workplace.files)
    try await workplace.store.create([1], as: id)
    let interceptor = FirstLock { stranger.lock(files.path(of: id)) }
    let core = try workplace.intercepted(by: interceptor) { $0.lockTimeout = .seconds(600) }
    let update = Task.detached {
      try await core.update(id) { draft in
        interceptor.arm()
        draft.payload.append(2)
      }
    }
    await interceptor.refusal.wait()
    stranger.unlock()
    try await update.value
    #expect(try await core.load(id)?.payload == [1, 2])
  }
}

/// Somebody who takes a file's lock without the library.
private final class Stranger: Sendable {
  private let descriptor = Mutex<CInt>(-1)

  func lock(_ path: String) {
    let opened = unsafe open(path, O_RDWR | O_CLOEXEC)
    #expect(flock(opened, LOCK_EX | LOCK_NB) == 0)
    descriptor.withLock { $0 = opened }
  }

  func unlock() { _ = close(descriptor.withLock { $0 }) }
}
