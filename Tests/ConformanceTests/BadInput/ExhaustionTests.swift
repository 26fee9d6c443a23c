import FileSessions
import Foundation
import Glibc
import Testing

@Suite("A system that has run out")
struct ExhaustionTests {
  @Test(
    "Without a free descriptor every verb fails with noDescriptors, and works again later", arguments: Setting.all,
    ["none", "full"])
  func descriptors(_ setting: Setting, _ durability: String) async throws {
    for _ in 0..<5 { if try await runsOutOfDescriptors(setting, durability) { return } }
    Issue.record("the process died each time")
  }

  /// - Returns: `false` where the process died. Dispatch, which runs its tasks, looks into /proc/self/task once a
  ///   second and traps if it has no descriptor for that; a library's own crash would come every time.
  private func runsOutOfDescriptors(_ setting: Setting, _ durability: String) async throws -> Bool {
    let directory = try setting.fileSystem.makeDirectory()
    // What a store holds open it would give up for want of descriptors, and go on for a while.
    let child = try await ChildProcess.open(directory.path, setting, "held=0 durability=\(durability)")
    try await child.expect("ok", "create session one")
    // Dispatch opens descriptors of its own when it is first used, and traps where there is none.
    for command in ["hold session", "release"] { try await child.expect("ok", command) }
    _ = await child.ask("sweep")
    let names = SessionFiles(directory.path, setting).names
    guard await child.ask("descriptors none") == "ok" else {
      await child.awaitEnd()
      return false
    }
    let refused = "error noDescriptors holder=0 errno=\(EMFILE)"
    let verbs = [
      "load session", "save session two", "put session two", "append session two", "create other two", "delete session",
      "rotate session", "touch session", "hold session", "share session", "sweep",
    ]
    for verb in verbs {
      let answer = await child.ask(verb)
      guard ["ok", "error", "none"].contains(where: answer.hasPrefix) else {
        await child.awaitEnd()
        return false
      }
      #expect(answer == refused, "\(verb)")
    }
    #expect(SessionFiles(directory.path, setting).names == names)
    guard await child.ask("descriptors all") == "ok" else {
      await child.awaitEnd()
      return false
    }
    try await child.expect("ok one", "load session")
    try await child.expect("none", "load other")
    try await child.expect("ok", "append session ,two")
    try await child.expect("ok one,two", "load session")
    try await child.expect("ok", "delete session")
    #expect(SessionFiles(directory.path, setting).remains.isEmpty)
    return true
  }

  @Test(
    "A file that may not grow fails the write, keeps the old value and leaves no file", arguments: Setting.all,
    [0, 100, 3000, 20_000])
  func fileSize(_ setting: Setting, _ limit: Int) async throws {
    for durability in ["none", "full"] { try await limitFileSize(setting, limit, durability) }
  }

  private func limitFileSize(_ setting: Setting, _ limit: Int, _ durability: String) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let child = try await ChildProcess.open(directory.path, setting, "durability=\(durability)")
    try await child.expect("ok", "create session 50*a")
    try await child.expect("ok", "create large 30000*b")
    let names = SessionFiles(directory.path, setting).remains
    try await child.expect("ok", "size \(limit)")
    let refused = "error tooLarge holder=0 errno=\(EFBIG)"
    let verbs = [
      "save session 40000*c", "put session 40000*c", "append session 40000*c", "save large 30000*c",
      "create other 30000*d",
    ]
    for verb in verbs {
      // Of two slots the first may lie below the limit: then it is not refused.
      let answer = await child.ask(verb)
      #expect(
        answer == refused || setting.strategy == .slots && verb.hasPrefix("save large") && answer == "ok", "\(verb)")
    }
    #expect(SessionFiles(directory.path, setting).temporaries.isEmpty)
    #expect(SessionFiles(directory.path, setting).remains == names)
    try await child.expect("ok " + String(repeating: "a", count: 50), "load session")
    try await child.expect("none", "load other")
    try await child.expect("ok", "size any")
    try await child.expect("ok", "append session c")
    try await child.expect("ok " + String(repeating: "a", count: 50) + "c", "load session")
    for id in ["session", "large"] { try await child.expect("ok", "delete \(id)") }
    #expect(SessionFiles(directory.path, setting).remains.isEmpty)
  }

  @Test(
    "On a full disk a write fails with noSpace, keeps the old value and leaves no file",
    .enabled(if: SmallDisk.isPossible, "a small tmpfs can be mounted by root only"),
    arguments: Setting.all.filter { $0.fileSystem == FileSystem.available.first })
  func full(_ setting: Setting) async throws {
    let disk = try SmallDisk()
    let store = try FileSessionStore(directory: disk.path("sessions"), configuration: .init(strategy: setting.strategy))
    let files = SessionFiles(disk.path("sessions"), setting)
    let (id, other) = (SessionID(key: "session"), SessionID(key: "other"))
    let old = [UInt8](repeating: 1, count: 50_000)
    try await store.create(old, as: id)
    try disk.fill()
    let names = files.names
    let large = [UInt8](repeating: 2, count: 200_000)
    for _ in 0..<3 {
      await expectError(.noSpace) { try await store.save(large, for: id) }
      await expectError(.noSpace) { try await store.update(id) { $0.payload = large } }
      await expectError(.noSpace) { try await store.put(large, for: id) }
      await expectError(.noSpace) { try await store.create(large, as: other) }
      await expectError(.noSpace) { try await store.rotate(id) }
      #expect(files.temporaries.isEmpty)
      #expect(files.names.subtracting(names).allSatisfy { $0.hasSuffix(".lock") })
      #expect(try await store.load(id)?.payload == old)
      #expect(try await store.load(other) == nil)
    }
    // Logging out needs no space.
    try await store.delete(id)
    #expect(files.remains.isEmpty)
    try disk.empty()
    try await store.create(large, as: other)
    #expect(try await store.load(other)?.payload == large)
  }
}

/// A file system of one megabyte.
private final class SmallDisk: Sendable {
  private let directory: TemporaryDirectory

  static var isPossible: Bool { (try? SmallDisk()) != nil }

  init() throws {
    directory = try FileSystem.disk.makeDirectory()
    try FileModes.mountTmpfs(directory.path, "size=1m,mode=0700")
  }

  deinit { FileModes.unmount(directory.path) }

  func path(_ name: String) -> String { directory.path(name) }

  /// Until not one more byte fits.
  func fill() throws { try #require(FileModes.fill(path("filler")) == ENOSPC) }

  func empty() throws { try FileModes.removeEntry(path("filler")) }
}
