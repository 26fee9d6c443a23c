import CFileSessions
import FileSessions
import Foundation
import Glibc
import Testing

/// Directories, umasks and full disks as people have them.
@Suite("What surrounds a store", .serialized)
struct SurroundingsTests {
  /// What kubelet does with `fsGroup` at each mount: g+rws on directories, g+rw on files. The owner is the same.
  @Test(
    "A directory that its group may write to is opened by choice, and the error names the choice",
    arguments: Setting.all)
  func groupWritable(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = try await workplace.store.create([1]).id
    await workplace.store.close()
    try FileModes.set(0o2770, of: workplace.path)
    for name in workplace.files.names { try FileModes.set(0o660, of: workplace.path + "/" + name) }
    let error = await expectError(.notPermitted) { try workplace.secondStore() }
    #expect(error?.message.contains("directoryAccess to .ownerAndGroup") == true)
    let store = try workplace.secondStore { $0.directoryAccess = .ownerAndGroup }
    #expect(try await store.load(id) != nil)
    await store.close()
    try FileModes.set(0o777, of: workplace.path)
    await expectError(.notPermitted) { try workplace.secondStore { $0.directoryAccess = .ownerAndGroup } }
    try FileModes.set(0o700, of: workplace.path)
  }

  @Test("Files have their mode whatever the umask says, and a conversion's too", arguments: Setting.all)
  func modes(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let store = workplace.store
    let before = umask(0o777)
    defer { umask(before) }
    let id = try await store.create([1]).id
    try await store.save([UInt8](repeating: 2, count: 9000), for: id)
    let fresh = try await store.rotate(id)
    #expect(try await store.load(fresh) != nil)
    try expectModes(workplace.path)
    await store.close()
    let target: FileSessionStore.Strategy = setting.strategy == .slots ? .lockFileRename : .slots
    #expect(try FileSessionStore.convert(directory: workplace.path, to: target) == 2)
    try expectModes(workplace.path)
  }

  private func expectModes(_ path: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let mode = try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(name)")
    }
  }

  @Test("Root makes no directory that only root can open", .enabled(if: geteuid() == 0, "only root can"))
  func root() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    try FileModes.makeDirectory(directory.path("web"), 0o700)
    try FileModes.give(directory.path("web"), to: 65_534)
    let error = await expectError(.notPermitted) { try FileSessionStore(directory: directory.path("web/sessions")) }
    #expect(error?.message.contains("65534") == true)
    #expect(!FileModes.exists(directory.path("web/sessions")))
  }

  /// As in a container whose root is read-only.
  @Test(
    "On a read-only file system no directory is made, and the error says so",
    .enabled(if: geteuid() == 0, "only root can mount"))
  func readOnly() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    try FileModes.makeDirectory(directory.path("mount"), 0o700)
    try FileModes.mountTmpfs(directory.path("mount"), "ro,mode=700")
    defer { FileModes.unmount(directory.path("mount")) }
    let error = await expectError(.notPermitted) { try FileSessionStore(directory: directory.path("mount/sessions")) }
    #expect(error?.errno == EROFS && error?.systemCall == "makeDirectory")
    #expect(error?.message.contains(directory.path("mount/sessions")) == true)
  }

  @Test("A full disk says what is full", .enabled(if: geteuid() == 0, "only root can mount"), arguments: Setting.slots)
  func full(_ setting: Setting) async throws {
    for (options, word) in [("size=256k", "room"), ("nr_inodes=30", "inode")] {
      let directory = try FileSystem.disk.makeDirectory()
      try FileModes.makeDirectory(directory.path("mount"), 0o700)
      try FileModes.mountTmpfs(directory.path("mount"), options + ",mode=700")
      defer { FileModes.unmount(directory.path("mount")) }
      let store = try FileSessionStore(
        directory: directory.path("mount/store"), configuration: .init(strategy: setting.strategy))
      let first = try await store.create([1]).id
      var error: SessionError?
      while error == nil { error = await sessionError { try await store.create([UInt8](repeating: 1, count: 1000)) } }
      #expect(error?.code == .noSpace)
      #expect(error?.message.contains(word) == true, "\(error?.description ?? "")")
      #expect(error?.message.contains(directory.path("mount/store/")) == true)
      // What is there goes on.
      try await store.update(first) { $0.payload = [2] }
      try await store.delete(first)
      await store.close()
    }
  }

  @Test("An error of a running store names the file", arguments: Setting.all)
  func named(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    try workplace.files.overwrite(id, with: [UInt8]("garbage"))
    let file = workplace.files.path(of: id)
    let error = await expectError(.corrupt) { try await workplace.store.load(id) }
    #expect(error?.message.contains(file) == true, "\(error?.message ?? "")")
    try FileManager.default.removeItem(atPath: file)
    try FileModes.makeDirectory(file, 0o700)
    let unexpected = await expectError(.unexpectedFile) { try await workplace.store.save([2], for: id) }
    #expect(unexpected?.message.contains(file) == true)
    let report = try await workplace.store.sweep()
    #expect(report.firstError?.message.contains(file) == true)
  }

  // MARK: - Descriptors and memory

  @Test(
    "No descriptor of a store is a standard one: a log line to a closed one spoils no session", arguments: Setting.all)
  func closedStandardError(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let child = try ChildProcess()
    try await child.expect("ok", "closed")
    try await child.expect("ok", "open \(directory.path("store")) \(setting.strategy) held=64")
    for number in 0..<3 {
      try await child.expect("ok", "create s\(number) one")
      try await child.expect("ok", "closed")
      try await child.expect("ok", "save s\(number) two")
      try await child.expect("ok", "log")
      try await child.expect("ok two", "load s\(number)")
    }
    let answer = await child.ask("open-descriptors \(directory.path)")
    let lowest = answer.split(separator: " ").first { $0.hasPrefix("lowest=") }.flatMap { Int($0.dropFirst(7)) }
    #expect(lowest.map { $0 > 2 } == true, "\(answer)")
    try await child.expect("ok removed=0 corrupt=0 reclaimed=0 busy=0 failed=0", "sweep")
  }

  @Test("A store maps no file, unless its loads are remembered", arguments: Setting.all)
  func mappings(_ setting: Setting) async throws {
    for cached in [false, true] {
      let directory = try setting.fileSystem.makeDirectory()
      let child = try ChildProcess()
      try await child.expect("ok", "open \(directory.path("store")) \(setting.strategy)" + (cached ? " cached=on" : ""))
      try await child.expect("ok", "create session one")
      #expect(await child.ask("mapped \(directory.path("store"))") == (cached ? "ok" : "none"))
    }
  }

  @Test("A sparse record is not mapped for remembered loads: a touch of a page without blocks can kill")
  func sparse() async throws {
    let setting = try #require(Setting.slots.first { $0.fileSystem == .disk })
    let workplace = try Workplace(setting) { $0.readCache = .on }
    await workplace.store.close()
    let record = workplace.path + "/store"
    let text = try Data(contentsOf: URL(fileURLWithPath: record)).prefix(1024)
    let length = try FileManager.default.attributesOfItem(atPath: record)[.size] as? UInt64 ?? 0
    try FileManager.default.removeItem(atPath: record)
    try text.write(to: URL(fileURLWithPath: record))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: record))
    try handle.truncate(atOffset: length)
    try handle.close()
    try FileModes.set(0o600, of: record)
    // Alone, it fills the holes.
    let store = try workplace.secondStore()
    var status = stat()
    #expect(unsafe stat(record, &status) == 0)
    #expect(UInt64(status.st_blocks) * 512 >= length)
    await store.close()
  }
}
