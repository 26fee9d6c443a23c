import FileSessions
import FileSessionsTesting
import Synchronization
import Testing

@Suite("Holding a session's lock")
struct LockingTests {
  @Test("A load inside one's own shared lock asks for none", arguments: Setting.all)
  func loadsInside(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    defer { withExtendedLifetime(workplace) {} }
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let asked = try await core.withSharedLock(id, timeout: nil) { _ in
      let before = watcher.requests.count
      let found = try await core.load(id)
      #expect(found?.payload == [1])
      return watcher.requests.dropFirst(before).filter { request in
        switch request {
        case .lock, .requestLocalLock: true
        default: false
        }
      }
    }
    #expect(asked.isEmpty)
  }

  @Test("What is saved under the lock is visible to loads at once", arguments: Subject.all)
  func visible(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let created = try await open.store.create([1], as: id, lifetime: nil)
    let result = try await open.store.withLock(id, timeout: nil) { session in
      #expect(session.snapshot?.payload == [1])
      #expect(session.snapshot?.version == created)
      let first = try await session.save([2])
      #expect(try await open.store.load(id)?.payload == [2])
      #expect(try await open.store.load(id)?.version == first)
      let second = try await session.save([3])
      #expect(try await open.store.load(id)?.payload == [3])
      #expect(session.snapshot?.payload == [3])
      #expect(Set([created, first, second]).count == 3)
      return 42
    }
    #expect(result == 42)
    #expect(try await open.store.load(id)?.payload == [3])
  }

  /// A real fork takes the runtime's threads away; what is left of it here is what the library asks.
  @Test("In a child that was forked meanwhile the lock is the parent's: nothing is written", arguments: Setting.all)
  func forked(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (id, fork) = (SessionID(key: "session"), PretendedFork())
    let core = try workplace.intercepted(by: fork) { _ in }
    _ = try await core.create([1], as: id, lifetime: nil)
    try await core.withLock(id, timeout: nil) { session in
      fork.isChild.withLock { $0 = true }
      let save = await sessionError { _ = try await session.save([2]) }
      #expect(save?.code == .closed)
      #expect(save?.message.contains("only the parent may write") == true)
      let delete = await sessionError { try await session.delete() }
      #expect(delete?.code == .closed)
      fork.isChild.withLock { $0 = false }
      try await session.save([3])
    }
    #expect(try await core.load(id)?.payload == [3])
  }

  @Test("A lifetime that is saved under the lock counts from there", arguments: Subject.all)
  func lifetime(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    try await open.store.withLock(id, timeout: nil) { session in
      open.clock.advance(by: .seconds(5))
      try await session.save([2], lifetime: SessionLifetime(idle: .seconds(7), absolute: nil))
      #expect(session.snapshot?.expirationTime == open.clock.now.advanced(by: .seconds(7)))
    }
    #expect(try await open.store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(7)))
  }

  @Test(
    "A session that is deleted under its lock is gone; a save after that fails with notFound", arguments: Subject.all)
  func deleteInside(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    await expectError(.notFound) {
      try await open.store.withLock(id, timeout: nil) { session in
        try await session.delete()
        #expect(session.snapshot == nil)
        #expect(try await open.store.load(id) == nil)
        try await session.save([2])
      }
    }
    #expect(try await open.store.load(id) == nil)
    if let workplace = open.workplace { #expect(workplace.files.remains.isEmpty) }
    _ = try await open.store.create([3], as: id, lifetime: nil)
    #expect(try await open.store.load(id)?.payload == [3])
  }

  @Test("An error inside gives the lock up and keeps what was saved before it", arguments: Subject.all)
  func errorInside(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    await #expect(throws: Refusal()) {
      try await open.store.withLock(id, timeout: nil) { session in
        try await session.save([2])
        throw Refusal()
      }
    }
    #expect(try await open.store.load(id)?.payload == [2])
    _ = try await open.store.withLock(id, timeout: .zero) { try await $0.save([3]) }
    #expect(try await open.store.load(id)?.payload == [3])
  }

  // Without time to wait: a call that waited for itself would fail with timedOut.
  @Test("A nested call on the held id fails at once with alreadyHeld", arguments: Subject.suspending)
  func nested(_ subject: Subject) async throws {
    let open = try subject.open(lockTimeout: .zero)
    let (id, other) = (SessionID(key: "session"), SessionID(key: "other"))
    _ = try await open.store.create([1], as: id, lifetime: nil)
    _ = try await open.store.create([1], as: other, lifetime: nil)
    let store = open.store
    try await store.withLock(id, timeout: nil) { session in
      await expectError(.alreadyHeld) { try await store.save([9], for: id, ifVersion: nil, lifetime: nil) }
      await expectError(.alreadyHeld) { try await store.put([9], for: id, lifetime: nil) }
      await expectError(.alreadyHeld) { try await store.create([9], as: id, lifetime: nil) }
      await expectError(.alreadyHeld) { try await store.update(id) { $0.payload = [9] } }
      await expectError(.alreadyHeld) { try await store.withLock(id, timeout: nil) { _ in } }
      await expectError(.alreadyHeld) { try await store.rotate(id, grace: .seconds(1)) }
      await expectError(.alreadyHeld) { try await store.delete(id) }
      // In a child task, for which this one waits.
      async let child: SessionError? = sessionError { try await store.update(id) { $0.payload = [9] } }
      #expect(await child?.code == .alreadyHeld)
      #expect(try await store.load(id)?.payload == [1])
      try await store.update(other) { $0.payload = [2] }
      try await session.save([3])
    }
    #expect(try await store.load(id)?.payload == [3])
    #expect(try await store.load(other)?.payload == [2])
  }

  @Test("A call under a shared lock that would wait for it fails at once with alreadyHeld", arguments: Setting.all)
  func nestedInShared(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.lockTimeout = .zero }
    let id = SessionID(key: "session")
    let version = try await workplace.store.create([1], as: id)
    try await workplace.store.withSharedLock(id) { session in
      #expect(session.snapshot?.version == version)
      await expectError(.alreadyHeld) { try await workplace.store.save([9], for: id) }
      await expectError(.alreadyHeld) { try await workplace.store.withLock(id) { _ in } }
      let loaded = try await workplace.store.load(id)
      #expect(loaded?.payload == [1])
    }
    #expect(try await workplace.store.load(id)?.version == version)
  }

  @Test("A task that was started under a lock and outlives it waits like anybody else", arguments: Setting.all)
  func outliving(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let (id, over) = (SessionID(key: "session"), Signal())
    _ = try await core.create([1], as: id, lifetime: nil)
    // 1. The task is started by a holder. 2. That lock is given up. 3. Somebody else holds it when the task calls.
    let late = try await core.withLock(id, timeout: nil) { _ in
      Task {
        await over.wait()
        try await core.update(id) { $0.payload.append(2) }
      }
    }
    let holder = await Holder(core, id)
    over.give()
    await watcher.untilQueued(1)
    try await holder.release()
    try await late.value
    #expect(try await core.load(id)?.payload == [1, 2])
  }

  @Test("A load under the own lock answers even where another one would have to wait", arguments: Subject.suspending)
  func loadExpiredInside(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    _ = try await store.create([1], as: id, lifetime: nil)
    try await store.withLock(id, timeout: nil) { session in
      open.clock.advance(by: .seconds(100))
      let expired = try await store.load(id)
      #expect(expired?.payload == nil)
      await expectError(.notFound) { try await session.save([2]) }
    }
  }
}

/// Lets the process look as if it was forked.
private final class PretendedFork: CallInterceptor {
  let isChild = Mutex(false)

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    guard case .forkCount = request, isChild.withLock({ $0 }) else { return perform(request) }
    return .word(UInt64(UInt32.max))
  }
}
