import FileSessions
import FileSessionsTesting
import Testing

/// What does not wait, and what does not give up.
@Suite("Touches that do not wait, deletes that do")
struct NotWaitingTests {
  @Test("A touch of a session that somebody holds returns at once; the next one is due", arguments: Subject.suspending)
  func touch(_ subject: Subject) async throws {
    // No wait that fails would end before the test.
    let open = try subject.open(lockTimeout: .seconds(3600))
    let (store, id) = (open.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    open.clock.advance(by: .seconds(50))
    let held = Signal(), release = Signal()
    let holder = Task {
      try await store.withLock(id) { _ in
        held.give()
        await release.wait()
      }
    }
    await held.wait()
    try await store.touch(id)
    release.give()
    try await holder.value
    // Nothing was moved; now it is.
    let before = try #require(try await store.load(id)?.expirationTime)
    try await store.touch(id)
    #expect(try #require(try await store.load(id)?.expirationTime) > before)
  }

  @Test("A touch of a session that another store holds returns at once", arguments: Setting.all)
  func touchBeyond(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.lockTimeout = .seconds(3600) }
    let (id, other) = (SessionID(key: "session"), try workplace.secondStore())
    try await workplace.store.create([1], as: id)
    workplace.clock.advance(by: .seconds(3600))
    try await other.withLock(id) { _ in
      if setting.loadsTakeNoLock { try await workplace.store.touch(id) }
    }
    #expect(try await workplace.store.load(id) != nil)
  }

  @Test("A delete that was begun is carried through when its task is cancelled", arguments: Subject.suspending)
  func cancelledDelete(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    for isCancelledBefore in [true, false] {
      try await store.create([1], as: id)
      let held = Signal(), release = Signal()
      let holder = Task {
        try await store.withLock(id) { locked in
          held.give()
          await release.wait()
          // What it saves must not survive the delete that waits.
          try await locked.save([2])
        }
      }
      await held.wait()
      let begin = Signal()
      let delete = Task {
        if isCancelledBefore { await begin.wait() }
        try await store.delete(id)
      }
      delete.cancel()
      begin.give()
      release.give()
      try await delete.value
      try await holder.value
      #expect(try await store.load(id) == nil)
    }
  }

  @Test("A delete waits longer than other calls", arguments: Setting.all)
  func patientDelete(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) {
      $0.lockTimeout = .zero
      $0.deleteTimeout = .seconds(3600)
    }
    let (id, other) = (SessionID(key: "session"), try workplace.secondStore { $0.lockTimeout = .seconds(3600) })
    try await workplace.store.create([1], as: id)
    let held = Signal(), release = Signal()
    let holder = Task {
      try await other.withLock(id) { _ in
        held.give()
        await release.wait()
      }
    }
    await held.wait()
    await expectError(.timedOut) { try await workplace.store.save([2], for: id) }
    let store = workplace.store
    let delete = Task { try await store.delete(id) }
    release.give()
    try await delete.value
    try await holder.value
    #expect(try await workplace.store.load(id) == nil)
    let impatient = try workplace.secondStore { $0.deleteTimeout = .zero }
    try await workplace.store.create([1], as: id)
    try await other.withLock(id) { _ in
      _ = await expectError(.timedOut) { try await impatient.delete(id) }
    }
  }

  @Test(
    "An update whose task is cancelled after its closure has run is saved", arguments: Setting.all,
    FileSessionStore.Durability.allCases)
  func cancelledUpdate(_ setting: Setting, _ durability: FileSessionStore.Durability) async throws {
    let workplace = try Workplace(setting) {
      $0.durability = durability
      $0.blockingWork = .dispatch(threads: 1)
    }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([], as: id)
    for number in 0..<10 {
      let update = Task {
        try await store.update(id) { draft in
          draft.payload.append(UInt8(number))
          unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
        }
      }
      try await update.value
    }
    #expect(try await store.load(id)?.payload == Array(0..<10))
  }
}
