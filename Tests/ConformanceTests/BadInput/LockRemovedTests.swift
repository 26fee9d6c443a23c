import FileSessions
import Foundation
import Testing

/// A lock file, or the session's own, is removed by hand while somebody holds its lock.
@Suite("Files that are removed under a lock")
struct LockRemovedTests {
  private static let withLockFiles = Setting.all.filter { setting in
    switch setting.strategy.shape {
    case .lockFile, .striped, .byteRange: true
    case .unlocked, .dataFile, .slots: false
    }
  }

  /// Removes every lock file of a directory.
  private func removeLocks(_ files: SessionFiles) throws {
    let locks = files.names.filter { $0.hasSuffix(".lock") }
    #expect(!locks.isEmpty)
    for name in locks { try FileManager.default.removeItem(atPath: files.path + "/" + name) }
  }

  @Test("An update whose lock file is gone is not acknowledged: the other one's stays", arguments: withLockFiles)
  func update(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (id, other) = (SessionID(key: "session"), try workplace.secondStore())
    try await workplace.store.create([], as: id)
    await expectError(.lockLost) {
      try await workplace.store.withLock(id) { locked in
        try removeLocks(workplace.files)
        try await other.update(id) { $0.payload.append(2) }
        try await locked.save((locked.snapshot?.payload ?? []) + [1])
      }
    }
    #expect(try await other.load(id)?.payload == [2])
    // What is left is as good as before.
    try await workplace.store.update(id) { $0.payload.append(1) }
    #expect(try await other.load(id)?.payload == [2, 1])
    try await other.delete(id)
    #expect(workplace.files.remains.isEmpty)
  }

  @Test("A delete whose lock file is gone deletes nothing that it does not hold", arguments: withLockFiles)
  func delete(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (id, other) = (SessionID(key: "session"), try workplace.secondStore())
    try await workplace.store.create([], as: id)
    await expectError(.lockLost) {
      try await workplace.store.withLock(id) { locked in
        try removeLocks(workplace.files)
        try await other.update(id) { $0.payload.append(2) }
        try await locked.delete()
      }
    }
    #expect(try await other.load(id)?.payload == [2])
  }

  @Test("The blocking verbs notice it as well", arguments: withLockFiles)
  func blocking(_ setting: Setting) throws {
    let workplace = try Workplace(setting)
    let (id, other) = (SessionID(key: "session"), try workplace.secondStore())
    let store = BlockingCalls(workplace.store)
    try store.create([], id)
    let error = #expect(throws: SessionError.self) {
      try store.update(id) { draft in
        try removeLocks(workplace.files)
        try BlockingCalls(other).update(id) { $0.payload.append(2) }
        draft.payload.append(1)
      }
    }
    #expect(error?.code == .lockLost)
    #expect(try store.load(id) == [2])
  }

  @Test(
    "A session file that is removed under its own lock is no session any more, and is not acknowledged",
    arguments: Setting.slots)
  func slots(_ setting: Setting) async throws {
    for size in [1, 9000] {
      let workplace = try Workplace(setting)
      let id = SessionID(key: "session")
      try await workplace.store.create([], as: id)
      await expectError(.notFound) {
        try await workplace.store.update(id) { draft in
          try FileManager.default.removeItem(atPath: workplace.files.path(of: id))
          draft.payload = [UInt8](repeating: 1, count: size)
        }
      }
      #expect(try await workplace.store.load(id) == nil)
      #expect(workplace.files.remains.isEmpty)
      // Replaced by another one, as by a backup: that one is left alone.
      try await workplace.store.create([1], as: id)
      let backup = try workplace.files.bytes(of: id)
      await expectError(.notFound) {
        try await workplace.store.withLock(id) { locked in
          try FileManager.default.removeItem(atPath: workplace.files.path(of: id))
          try workplace.files.plant(backup, as: .session(id.digest))
          try await locked.save([UInt8](repeating: 2, count: size))
        }
      }
      #expect(try await workplace.store.load(id)?.payload == [1])
      #expect(workplace.files.temporaries.isEmpty)
    }
  }
}
