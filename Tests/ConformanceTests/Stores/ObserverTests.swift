import FileSessions
import Testing

@Suite("What the observer is told")
struct ObserverTests {
  @Test("Conflicts, damaged files and sweeps are told, one by one", arguments: Setting.all)
  func events(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    let first = try await store.create([1], as: id)
    try await store.save([2], for: id)
    #expect(workplace.events.all.isEmpty)
    await expectError(.conflict) { try await store.save([3], for: id, ifVersion: first) }
    #expect(workplace.events.all == [.conflict])
    let report = try await store.sweep()
    #expect(workplace.events.all == [.conflict, .sweep(report)])
    try workplace.files.overwrite(id, with: [UInt8]("damaged"))
    await expectError(.corrupt) { try await store.load(id) }
    #expect(workplace.events.all == [.conflict, .sweep(report), .corruptFile])
  }

  @Test("A lock that had to be waited for is told, within the process and beyond", arguments: Setting.all)
  func waits(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    let (core, watcher) = try workplace.watched()
    let (other, otherWatcher) = try workplace.watched()
    _ = try await core.create([1], as: id, lifetime: nil)
    let holder = await Holder(core, id)
    let inside = Task.detached { try await core.update(id) { $0.payload.append(2) } }
    await watcher.untilQueued(1)
    let outside = Task.detached { try await other.update(id) { $0.payload.append(3) } }
    await otherWatcher.untilRefused(1)
    #expect(workplace.events.count(.lockWait) == 0)
    try await holder.release()
    try await inside.value
    try await outside.value
    #expect(workplace.events.count(.lockWait) >= 2)
    #expect(try await core.load(id)?.payload.sorted() == [1, 2, 3])
  }
}
