import FileSessions
import FileSessionsTesting
import Foundation
import Synchronization
import Testing

/// One sweep is enough, ends when it is told to, and keeps nobody waiting.
@Suite("A sweep by itself")
struct WholeSweepTests {
  @Test("No expired session is left out, however many there are", arguments: Setting.all)
  func complete(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    // More than one batch.
    let count = setting.strategy == .slots ? 4500 : setting.strategy == .lockFileRename ? 3000 : 500
    let store = BlockingCalls(workplace.store)
    for number in 0..<count { try store.create([1], SessionID(key: "\(number)")) }
    let live = SessionID(key: "live")
    workplace.clock.advance(by: .seconds(8000))
    try store.create([1], live)
    let report = try await workplace.store.sweep()
    #expect(report.removed == count)
    #expect(report.examined == count + 1)
    #expect(workplace.files.sessions.count == 1)
    #expect(try await workplace.store.load(live) != nil)
    let again = try await workplace.store.sweep()
    #expect(again.examined == 1 && again.removed == 0)
  }

  /// A creator that is killed before its record is complete, and a deleter before its unlink, leave files that look
  /// like sessions from outside.
  @Test("What was killed a moment ago goes with the first sweep, and with a later one", arguments: Setting.slots)
  func unfinished(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.clock = .system }
    try await workplace.store.create([1], as: SessionID(key: "live"))
    for round in 0..<3 {
      try leaveUnfinished(workplace, round)
      let report = try await workplace.secondStore().sweep()
      #expect(report.reclaimed == 3, "first sweep of a store, round \(round)")
      try leaveUnfinished(workplace, round)
      if round == 0 {
        _ = try await workplace.store.sweep()
      } else {
        #expect(try await workplace.store.sweep().reclaimed == 3)
      }
      #expect(workplace.files.sessions.count == 1)
    }
  }

  private func leaveUnfinished(_ workplace: Workplace, _ round: Int) throws {
    // Killed between the two writes of a first record.
    let created = SessionID(key: "created \(round)")
    var file = [UInt8](repeating: 0, count: 4096)
    file.replaceSubrange(1..<200, with: repeatElement(7, count: 199))
    try workplace.files.plant(file, as: .session(created.digest))
    // Killed before the first write; as old as a session that is no business of this sweep.
    let opened = SessionID(key: "opened \(round)")
    try workplace.files.plant([], as: .session(opened.digest))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: workplace.files.path(of: opened))
    // Killed between tombstone and unlink.
    let deleted = SessionID(key: "deleted \(round)")
    var tombstone = RecordHeader()
    (tombstone.state, tombstone.sequence, tombstone.slotSize) = (.tombstone, 2, 2048)
    var slots = [UInt8](repeating: 0, count: 4096)
    var span = slots.mutableSpan
    tombstone.encode(into: &span, of: deleted.digest)
    try workplace.files.plant(slots, as: .session(deleted.digest))
  }

  @Test("A later sweep opens what was changed since, and not all there is", arguments: Setting.all)
  func later(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.clock = .system }
    let (core, watcher) = try workplace.watched()
    let (old, new) = (SessionID(key: "old"), SessionID(key: "new"))
    try await workplace.store.create([1], as: old)
    // Long before the first sweep.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: workplace.files.path(of: old))
    _ = try await core.sweep()
    let before = watcher.requests.count
    try await workplace.store.create([1], as: new)
    _ = try await core.sweep()
    let opened = watcher.requests[before...].compactMap { request in
      if case .open(.session(let digest), _, _) = request { digest } else { nil }
    }
    #expect(Set(opened) == [new.digest])
  }

  @Test("ends with its task, however slow it is", arguments: Setting.slots, [true, false])
  func cancelled(_ setting: Setting, _ isInline: Bool) async throws {
    // Minutes, if nothing ended it.
    let workplace = try Workplace(setting) {
      $0.sweepEntriesPerSecond = 1
      if isInline { $0.blockingWork = .inline }
    }
    for number in 0..<200 { try BlockingCalls(workplace.store).create([1], SessionID(key: "\(number)")) }
    let store = workplace.store
    let sweep = Task { try await store.sweep() }
    sweep.cancel()
    await expectError(.cancelled) { try await sweep.value }
    let second = Task { try await store.sweep() }
    await store.close()
    _ = await sessionError { try await second.value }
  }

  @Test("keeps no durable save waiting, on one thread as well", arguments: Setting.slots)
  func besideSaves(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) {
      $0.sweepEntriesPerSecond = 1
      $0.durability = .data
      $0.blockingWork = .dispatch(threads: 1)
    }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    let fast = BlockingCalls(try workplace.secondStore { $0.durability = .none })
    // Half an hour's work, whatever else this machine does: it does not end before the saves.
    for number in 0..<2000 { try fast.create([1], SessionID(key: "\(number)")) }
    let sweep = Task { try await store.sweep() }
    for value in 0..<20 { try await store.save([UInt8(value)], for: id) }
    sweep.cancel()
    await expectError(.cancelled) { try await sweep.value }
  }

  @Test("The time that a call waits for a thread counts against its timeout; a cancelled one leaves the queue")
  func queued() async throws {
    let setting = try #require(Setting.slots.first)
    let workplace = try Workplace(setting)
    let blocker = SyncBlocker()
    let core = try workplace.intercepted(by: blocker) {
      $0.durability = .data
      $0.blockingWork = .dispatch(threads: 1)
      $0.lockTimeout = .milliseconds(100)
    }
    let ids = ["one", "two", "three"].map { SessionID(key: $0) }
    for id in ids { try await workplace.store.create([1], as: id) }
    blocker.arm()
    let first = Task { try await core.save([2], for: ids[0], ifVersion: nil, lifetime: nil) }
    await blocker.reached.wait()
    await expectError(.timedOut) { try await core.save([2], for: ids[1], ifVersion: nil, lifetime: nil) }
    // A touch is not worth the wait.
    let before = try await workplace.store.load(ids[1])?.expirationTime
    workplace.clock.advance(by: .seconds(3600))
    try await core.touch(ids[1])
    #expect(try await workplace.store.load(ids[1])?.expirationTime == before)
    let third = Task { try await core.withLock(ids[2], timeout: .seconds(600)) { _ in } }
    third.cancel()
    await expectError(.cancelled) { try await third.value }
    blocker.release.signal()
    _ = try await first.value
    #expect(try await workplace.store.load(ids[0])?.payload == [2])
    #expect(try await workplace.store.load(ids[1])?.payload == [1])
  }
}

/// Stops a thread in the next sync.
private final class SyncBlocker: CallInterceptor {
  let reached = Signal()
  let release = DispatchSemaphore(value: 0)
  private let isArmed = Atomic(false)

  func arm() { isArmed.store(true, ordering: .releasing) }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    if case .synchronize = request, isArmed.exchange(false, ordering: .acquiringAndReleasing) {
      reached.give()
      release.wait()
    }
    return perform(request)
  }
}
