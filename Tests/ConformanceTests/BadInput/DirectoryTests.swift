import FileSessions
import Foundation
import Glibc
import Testing

@Suite("Bad store directories")
struct DirectoryTests {
  private func open(
    _ path: String, _ missing: FileSessionStore.MissingDirectory = .create
  ) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration()
    configuration.missingDirectory = missing
    return try FileSessionStore(directory: path, configuration: configuration)
  }

  @Test("A missing directory is made or refused, as told; a missing parent is never made") func missing() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    await expectError(.noDirectory) { try open(directory.path("sessions"), .refuse) }
    #expect(directory.names.isEmpty)
    await expectError(.noDirectory) { try open(directory.path("parent/sessions")) }
    #expect(directory.names.isEmpty)
    _ = try open(directory.path("sessions"))
    _ = try open(directory.path("sessions"), .refuse)
    #expect(directory.names == ["sessions"])
  }

  @Test("A path that is empty, holds a NUL or is far too long is refused") func paths() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    await expectError(.noDirectory) { try open("") }
    await expectError(.noDirectory) { try open(directory.path("sessions\0/etc")) }
    let error = await sessionError { try open(directory.path(String(repeating: "x", count: 5000))) }
    #expect(error?.errno == ENAMETOOLONG)
    #expect(directory.names.isEmpty)
  }

  @Test("A file in place of the directory, or of its parent, is refused and left alone") func file() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: directory.path("file")))
    await expectError(.noDirectory) { try open(directory.path("file")) }
    await expectError(.noDirectory) { try open(directory.path("file/sessions")) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: directory.path("file"))) == Data("mine".utf8))
  }

  @Test("A directory that others may write to is refused", arguments: [0o770, 0o707, 0o777, 0o720, 0o1777])
  func writable(_ mode: Int) async throws {
    let directory = try FileSystem.disk.makeDirectory()
    try FileModes.set(mode, of: directory.path)
    await expectError(.notPermitted) { try open(directory.path) }
    try FileModes.set(0o755, of: directory.path)
    _ = try open(directory.path)
  }

  @Test("A directory of another user is refused", .enabled(if: geteuid() == 0, "only root can give files away"))
  func foreign() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    try FileModes.give(directory.path, to: 65_534)
    let error = await expectError(.notPermitted) { try open(directory.path) }
    #expect(error?.message.contains("65534") == true)
    #expect(directory.names.isEmpty)
  }

  @Test("A directory that has gone is an error to everybody, and no answer", arguments: Setting.all)
  func gone(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    try FileManager.default.removeItem(atPath: workplace.path)
    await expectError(.noDirectory) { try await workplace.store.load(id) }
    await expectError(.noDirectory) { try await workplace.store.save([2], for: id) }
    await expectError(.noDirectory) { try await workplace.store.create([3]) }
    await expectError(.noDirectory) { try await workplace.store.put([3], for: id) }
    await expectError(.noDirectory) { try await workplace.store.touch(id) }
    await expectError(.noDirectory) { try await workplace.store.delete(id) }
    await expectError(.noDirectory) { try await workplace.store.sweep() }
  }
}

/// File permissions do not bind root, so a process gives root's rights up first.
@Suite("Directories that cannot be written to")
struct UnwritableTests {
  @Test("A new store, a create and a growing save are refused; what is there can be read", arguments: Setting.all)
  func unwritable(_ setting: Setting) async throws {
    // Every folder on the way has to be open to another user.
    let parent = setting.fileSystem == .disk ? NSTemporaryDirectory() : try #require(setting.fileSystem.folder)
    let outer = try TemporaryDirectory(in: parent.hasSuffix("/") ? String(parent.dropLast()) : parent)
    let user = geteuid() == 0 ? 65_534 : Int(geteuid())
    try FileModes.set(0o755, of: outer.path)
    for name in ["used", "new"] {
      try FileModes.makeDirectory(outer.path(name), 0o700)
      if geteuid() == 0 { try FileModes.give(outer.path(name), to: user) }
    }
    let child = try ChildProcess()
    if geteuid() == 0 { try await child.expect("ok", "user \(user)") }
    try await child.expect("ok", "open \(outer.path("used")) \(setting.strategy)")
    try await child.expect("ok", "create session one")
    for name in ["used", "new"] { try FileModes.set(0o500, of: outer.path(name)) }
    let refused = "error notPermitted holder=0 errno=\(EACCES)"
    try await child.expect(refused, "create other two")
    try await child.expect(refused, "put other two")
    // Where a value is written in place, the directory need not be written to.
    if !setting.writesInPlace { try await child.expect(refused, "save session 9000*a") }
    try await child.expect("none", "load other")
    try await child.expect("ok one", "load session")
    // Where a record says that the session is deleted, its name may stay until somebody can remove it.
    let isMarked = setting.strategy == .slots
    try await child.expect(isMarked ? "ok" : refused, "delete session")
    try await child.expect(isMarked ? "none" : "ok one", "load session")
    let names = SessionFiles(outer.path("used"), setting).names
    try await child.expect(refused, "open \(outer.path("new")) \(setting.strategy)")
    #expect(SessionFiles(outer.path("used"), setting).names == names)
    #expect(SessionFiles(outer.path("new")).names.isEmpty)
    for name in ["used", "new"] { try FileModes.set(0o700, of: outer.path(name)) }
    try await child.expect("ok", "open \(outer.path("used")) \(setting.strategy)")
    try await child.expect("ok", "delete session")
    #expect(SessionFiles(outer.path("used"), setting).remains.isEmpty)
  }
}
