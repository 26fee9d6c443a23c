import FileSessions
import Foundation
import Glibc
import Testing

/// What becomes of a store whose directory is taken away, or gets another in its place.
@Suite("A directory that is lost under a running store")
struct DirectoryLossTests {
  enum Loss: String, CaseIterable, Sendable {
    case removed, movedAway, replaced, replacedByLink

    func happen(to path: String) throws {
      let files = FileManager.default
      switch self {
      case .removed: try files.removeItem(atPath: path)
      case .movedAway: try files.moveItem(atPath: path, toPath: path + "-away")
      case .replaced:
        try files.moveItem(atPath: path, toPath: path + "-away")
        try FileModes.makeDirectory(path, 0o700)
      case .replacedByLink:
        try files.moveItem(atPath: path, toPath: path + "-away")
        try FileModes.makeDirectory(path + "-other", 0o700)
        try files.createSymbolicLink(atPath: path, withDestinationPath: path + "-other")
      }
    }
  }

  private static let settings = Setting.all.filter { [.slots, .lockFileRename].contains($0.strategy) }

  private func losses(_ events: EventLog) -> Int {
    events.all.count { if case .directoryLost = $0 { true } else { false } }
  }

  @Test(
    "is noticed by a load that finds nothing, and by a sweep; said once, and every verb fails", arguments: settings,
    Loss.allCases)
  func noticed(_ setting: Setting, _ loss: Loss) async throws {
    for noticesBySweep in [false, true] {
      let workplace = try Workplace(setting)
      let (store, id) = (workplace.store, SessionID(key: "session"))
      try await store.create([1], as: id)
      try loss.happen(to: workplace.path)
      if noticesBySweep {
        await expectError(.noDirectory) { try await store.sweep() }
      } else {
        await expectError(.noDirectory) { try await store.load(SessionID(key: "none")) }
      }
      let error = await expectError(.noDirectory) { try await store.load(id) }
      #expect(error?.message.contains(workplace.path) == true)
      await expectError(.noDirectory) { try await store.save([2], for: id) }
      await expectError(.noDirectory) { try await store.update(id) { $0.payload = [3] } }
      await expectError(.noDirectory) { try await store.delete(id) }
      await expectError(.noDirectory) { try await store.create([4]) }
      await expectError(.noDirectory) { try await store.withLock(id) { _ in } }
      #expect(losses(workplace.events) == 1)
      for name in ["-away", "-other"] { try? FileManager.default.removeItem(atPath: workplace.path + name) }
    }
  }

  @Test("and comes back: the store goes on", arguments: settings)
  func back(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    try Loss.movedAway.happen(to: workplace.path)
    await expectError(.noDirectory) { try await workplace.store.load(SessionID(key: "none")) }
    try FileManager.default.moveItem(atPath: workplace.path + "-away", toPath: workplace.path)
    #expect(try await workplace.store.load(id)?.payload == [1])
    #expect(workplace.events.count(.directoryRegained) == 1)
  }

  @Test("A file that is removed while it is in use is not taken for the directory")
  func fileRemoved() async throws {
    let workplace = try Workplace(try #require(Self.settings.first { $0.strategy == .lockFileRename }))
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    // What the call answers where another process took the temporary file away.
    let remover = FaultInjector { request in
      if case .rename(_, _, _, .replace) = request { .fail(Errno.noEntry) } else { nil }
    }
    let core = try workplace.intercepted(by: remover) { _ in }
    let error = await expectError(.inputOutput) { try await core.update(id) { $0.payload = [2] } }
    #expect(error?.message.hasPrefix("a file was removed while it was in use") == true)
    #expect(error?.errno == Errno.noEntry)
    #expect(losses(workplace.events) == 0)
    #expect(try await workplace.store.load(id)?.payload == [1])
  }

  @Test("A link that leads to the moved directory is the same directory", arguments: settings)
  func linked(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (id, away) = (SessionID(key: "session"), workplace.path + "-away")
    try await workplace.store.create([1], as: id)
    try FileManager.default.moveItem(atPath: workplace.path, toPath: away)
    try FileManager.default.createSymbolicLink(atPath: workplace.path, withDestinationPath: away)
    #expect(try await workplace.store.load(SessionID(key: "none")) == nil)
    #expect(try await workplace.store.load(id)?.payload == [1])
    #expect(losses(workplace.events) == 0)
  }

  @Test(
    "is opened anew where that is configured: the call that notices fails, the next one does not", arguments: settings,
    Loss.allCases)
  func openedAnew(_ setting: Setting, _ loss: Loss) async throws {
    let workplace = try Workplace(setting) { $0.directoryLoss = .openAnew }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    try loss.happen(to: workplace.path)
    await expectError(.noDirectory) { try await store.load(SessionID(key: "none")) }
    if loss == .removed || loss == .movedAway {
      // It may be on its way back: nothing is made in its place.
      await expectError(.noDirectory) { try await store.load(id) }
      #expect(!FileModes.exists(workplace.path))
      try FileModes.makeDirectory(workplace.path, 0o700)
    }
    #expect(try await store.load(id) == nil)
    try await store.create([2], as: id)
    #expect(try await workplace.secondStore().load(id)?.payload == [2])
    #expect(losses(workplace.events) == 1)
    await store.close()
    for name in ["-away", "-other"] { try? FileManager.default.removeItem(atPath: workplace.path + name) }
  }

  @Test("A lock that was held when it was lost saves nothing more", arguments: settings)
  func held(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    await expectError(.noDirectory) {
      try await store.withLock(id) { locked in
        try Loss.replaced.happen(to: workplace.path)
        await expectError(.noDirectory) { try await store.load(SessionID(key: "none")) }
        try await locked.save([2])
      }
    }
    #expect(SessionFiles(workplace.path).names.isEmpty)
    let kept = try FileSessionStore(directory: workplace.path + "-away", configuration: store.configuration)
    #expect(try await kept.load(id)?.payload == [1])
    await kept.close()
    try? FileManager.default.removeItem(atPath: workplace.path + "-away")
  }

  @Test("Another file system is mounted over it", .enabled(if: geteuid() == 0, "only root can mount"))
  func mountedOver() async throws {
    let setting = try #require(Setting.slots.first)
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    try FileModes.mountTmpfs(workplace.path, "size=1m,mode=700")
    defer { FileModes.unmount(workplace.path) }
    await expectError(.noDirectory) { try await workplace.store.sweep() }
    #expect(SessionFiles(workplace.path).names.isEmpty)
    FileModes.unmount(workplace.path)
    #expect(try await workplace.store.load(id)?.payload == [1])
  }

  @Test("A relative path is the directory of that moment, wherever the program goes afterwards")
  func relative() async throws {
    let child = try ChildProcess()
    let directory = try FileSystem.disk.makeDirectory()
    try await child.expect("ok", "directory \(directory.path)")
    try await child.expect("ok", "open sessions slots:flock")
    try await child.expect("ok", "create session one")
    try await child.expect("ok", "directory /")
    try await child.expect("none", "load other")
    try await child.expect("ok one", "load session")
  }
}
