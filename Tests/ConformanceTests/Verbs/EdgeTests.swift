import FileSessions
import FileSessionsTesting
import Foundation
import Testing

/// Verbs that have a twin, and the edges where twins drifted apart.
@Suite("The same verb by another way")
struct EdgeTests {
  @Test("A lifetime of zero is refused by every verb, and nothing is lost", arguments: Subject.all)
  func lifetime(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    for zero in [SessionLifetime(idle: .zero, absolute: nil), SessionLifetime(idle: nil, absolute: .zero)] {
      await expectError(.invalidConfiguration) {
        try await store.update(id) { draft in
          draft.payload = [2]
          draft.lifetime = zero
        }
      }
      await expectError(.invalidConfiguration) {
        _ = try await store.save([2], for: id, ifVersion: nil, lifetime: zero)
      }
      await expectError(.invalidConfiguration) { _ = try await store.put([2], for: id, lifetime: zero) }
      await expectError(.invalidConfiguration) {
        _ = try await store.create([2], as: SessionID(key: "new"), lifetime: zero)
      }
      #expect(try await store.load(id)?.payload == [1])
    }
  }

  /// The workspace of a lock that is over is another session's by now: here, of a save that waits for its lock.
  @Test("A locked session that outlives its lock saves nothing, and touches nobody's payload", arguments: Setting.all)
  func escaped(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (core, watcher) = try workplace.watched()
    let ids = ["mine", "yours"].map { SessionID(key: $0) }
    for id in ids { try await workplace.store.create([UInt8]("before"), as: id) }
    let kept = Kept()
    try await core.withLock(ids[0], timeout: nil) { locked in
      // The caller keeps what it was lent, by putting another one in its place.
      var other = LockedSession(ids[0], snapshot: nil, backing: Nothing())
      swap(&locked, &other)
      kept.session = consume other
    }
    try await workplace.store.withLock(ids[1]) { _ in
      let save = Task { try await core.save([UInt8]("yours"), for: ids[1], ifVersion: nil, lifetime: nil) }
      await watcher.untilRefused(1)
      await expectError(.notFound) { try await kept.save([UInt8]("secret of mine")) }
      kept.waiting = save
    }
    _ = try await kept.waiting?.value
    #expect(try await workplace.store.text(ids[1]) == "yours")
    #expect(try await workplace.store.text(ids[0]) == "before")
  }

  @Test("A logout by the old id ends the new one, also after a rotation without grace", arguments: Subject.all)
  func logoutWithoutGrace(_ subject: Subject) async throws {
    for wait in [Duration.zero, .seconds(30)] {
      let open = try subject.open()
      let (store, id) = (open.store, SessionID(key: "session"))
      try await store.create([1], as: id)
      let fresh = try await store.rotate(id, grace: .zero)
      #expect(try await store.load(id) == nil)
      open.clock.advance(by: wait)
      try await store.delete(id)
      #expect(try await store.load(fresh) == nil)
    }
  }

  @Test("A rotation is a use: the new id has the whole idle lifetime before it", arguments: Subject.all)
  func rotationRefreshes(_ subject: Subject) async throws {
    let open = try subject.open()
    let (store, id) = (open.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    open.clock.advance(by: .seconds(90))
    let fresh = try await store.rotate(id, grace: .seconds(10))
    #expect(try await store.load(fresh)?.expirationTime == open.clock.now.advanced(by: .seconds(100)))
    open.clock.advance(by: .seconds(99))
    #expect(try await store.load(fresh) != nil)
  }

  /// A file of one record that is as long as two slots, and whose payload holds a slot of the same session.
  @Test("A conversion decides by the first record, whatever a payload looks like", arguments: FileSystem.available)
  func forged(_ fileSystem: FileSystem) async throws {
    let directory = try fileSystem.makeDirectory()
    let path = directory.path("store")
    let id = SessionID(key: "victim")
    let store = try FileSessionStore(directory: path, configuration: .init(strategy: .lockFileRename))
    // 4,096 bytes with header and trailer; the second half begins with a record of a higher sequence.
    var payload = [UInt8](repeating: 0, count: 4096 - RecordHeader.recordByteCount(payload: 0))
    var header = RecordHeader()
    (header.sequence, header.version, header.slotSize) = (99, 99, 2048)
    var forged = [UInt8](repeating: 0, count: RecordHeader.recordByteCount(payload: 0))
    var span = forged.mutableSpan
    header.encode(into: &span, of: id.digest)
    let start = 2048 - RecordHeader.byteCount
    payload.replaceSubrange(start..<start + forged.count, with: forged)
    try await store.create(payload, as: id)
    await store.close()
    let file = SessionFiles(path).path(of: id)
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int == 4096)
    for target in [FileSessionStore.Strategy.slots, .lockFileRename, .stripedRename] {
      #expect(try FileSessionStore.convert(directory: path, to: target) == 1)
      let opened = try FileSessionStore(directory: path)
      #expect(try await opened.load(id)?.payload == payload)
      await opened.close()
    }
  }
}

/// A locked session that was carried out of its closure.
private final class Kept {
  var session: LockedSession?
  var waiting: Task<RecordHeader, any Error>?

  func save(_ payload: [UInt8]) async throws {
    var taken = session.take()
    try await taken?.save(payload)
  }
}

private final class Nothing: LockedSessionBacking {
  func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot { throw Refusal() }
  func delete() async throws {}
  func release() {}
}
