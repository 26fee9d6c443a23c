import FileSessions
import Foundation
import Glibc
import Testing

@Suite("Something else in place of a session file")
struct UnexpectedFileTests {
  enum Thing: String, CaseIterable {
    case link, danglingLink, directory, pipe, socket

    func place(at path: String, target: String) throws {
      switch self {
      case .link: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
      case .danglingLink: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target + "gone")
      case .directory: try FileModes.makeDirectory(path, 0o700)
      case .pipe: try FileModes.makePipe(path)
      case .socket: try FileModes.makeSocket(path)
      }
    }
  }

  @Test(
    "Every verb fails with unexpectedFile, touches nothing and blocks nobody", arguments: Setting.all, Thing.allCases)
  func verbs(_ setting: Setting, _ thing: Thing) async throws {
    let workplace = try Workplace(setting)
    let (store, id, other) = (workplace.store, SessionID(key: "session"), SessionID(key: "other"))
    try await store.create([1], as: other)
    let target = workplace.files.path(of: other)
    let before = try Data(contentsOf: URL(fileURLWithPath: target))
    try thing.place(at: workplace.files.path(of: id), target: target)
    await expectError(.unexpectedFile) { try await store.load(id) }
    await expectError(.unexpectedFile) { try await store.save([9], for: id) }
    await expectError(.unexpectedFile) { try await store.put([9], for: id) }
    await expectError(.unexpectedFile) { try await store.create([9], as: id) }
    await expectError(.unexpectedFile) { try await store.update(id) { $0.payload = [9] } }
    await expectError(.unexpectedFile) { try await store.withLock(id) { _ in } }
    await expectError(.unexpectedFile) { try await store.withSharedLock(id) { _ in } }
    await expectError(.unexpectedFile) { try await store.touch(id) }
    await expectError(.unexpectedFile) { try await store.rotate(id) }
    await expectError(.unexpectedFile) { try await store.delete(id) }
    let report = try await store.sweep()
    #expect(report.failed == 1)
    #expect(report.firstError?.code == .unexpectedFile)
    #expect(report.removed + report.corrupt == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == before)
    #expect(try await store.load(other)?.payload == [1])
    #expect(workplace.files.temporaries.isEmpty)
    // Still there, and gone only by hand.
    #expect(FileModes.exists(workplace.files.path(of: id)))
    try FileModes.removeEntry(workplace.files.path(of: id))
    try await store.create([2], as: id)
    #expect(try await store.load(id)?.payload == [2])
  }

  @Test(
    "A device in place of a session file is neither read nor replaced",
    .enabled(if: geteuid() == 0, "only root can make device nodes"), arguments: Setting.all)
  func device(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try FileModes.makeDevice(workplace.files.path(of: id))
    await expectError(.unexpectedFile) { try await store.load(id) }
    await expectError(.unexpectedFile) { try await store.save([9], for: id) }
    await expectError(.unexpectedFile) { try await store.put([9], for: id) }
    #expect(FileModes.exists(workplace.files.path(of: id)))
  }

  @Test(
    "A symbolic link in place of the lock file or the directory's record is not followed",
    arguments: Setting.lockFileRename)
  func helpers(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let elsewhere = workplace.directory.path("elsewhere")
    let lock = workplace.path + "/" + EntryName.lock(id.digest).description
    try? FileManager.default.removeItem(atPath: lock)
    try FileManager.default.createSymbolicLink(atPath: lock, withDestinationPath: elsewhere)
    await expectError(.unexpectedFile) { try await workplace.store.save([2], for: id) }
    #expect(!FileManager.default.fileExists(atPath: elsewhere))
    #expect(try await workplace.store.load(id)?.payload == [1])
  }

  @Test("A symbolic link in place of the temporary file is not written through", arguments: Setting.lockFileRename)
  func temporary(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let elsewhere = workplace.directory.path("elsewhere")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: elsewhere))
    let temporary = workplace.path + "/" + EntryName.temporary(id.digest).description
    try FileManager.default.createSymbolicLink(atPath: temporary, withDestinationPath: elsewhere)
    _ = await sessionError { try await workplace.store.save([2], for: id) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: elsewhere)) == Data("mine".utf8))
    _ = try await workplace.store.sweep()
    try await workplace.store.save([3], for: id)
    #expect(try await workplace.store.load(id)?.payload == [3])
  }
}
