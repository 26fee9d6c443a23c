import FileSessions
import Foundation
import Glibc
import Testing

/// What happens to a session's file behind the back of a store that holds it open.
@Suite("Files that are held open")
struct OpenFilesTests {
  private struct Scene {
    let workplace: Workplace
    let other: FileSessionStore
    let id = SessionID(key: "session")

    /// A session that the first store has read and written, and so holds open.
    init(_ setting: Setting) async throws {
      workplace = try Workplace(setting) { $0.openFiles = .atMost(64) }
      other = try workplace.secondStore { $0.openFiles = .none }
      try await store.create([UInt8]("first"), as: id)
      try await store.save([UInt8]("second"), for: id)
      #expect(try await store.text(id) == "second")
      #expect(OpenFiles.count(in: workplace.path, named: EntryName.session(id.digest).description) == 1)
    }

    var store: FileSessionStore { workplace.store }
    var file: String { workplace.files.path(of: id) }
  }

  @Test("Another store saves: the next load answers that", arguments: Setting.slots)
  func saved(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try await scene.other.save([UInt8]("third"), for: scene.id)
    #expect(try await scene.store.text(scene.id) == "third")
    try await scene.store.update(scene.id) { $0.payload += [UInt8]("!") }
    #expect(try await scene.other.text(scene.id) == "third!")
  }

  @Test("Another store deletes: there is no session, and none is revived", arguments: Setting.slots)
  func deleted(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try await scene.other.delete(scene.id)
    #expect(try await scene.store.load(scene.id) == nil)
    await expectError(.notFound) { try await scene.store.save([1], for: scene.id) }
    // And made anew, on another inode.
    try await scene.other.create([UInt8]("fresh"), as: scene.id)
    #expect(try await scene.store.text(scene.id) == "fresh")
    try await scene.store.save([UInt8]("saved"), for: scene.id)
    #expect(try await scene.other.text(scene.id) == "saved")
  }

  @Test("A save meets the deleted file first, without a load before it", arguments: Setting.slots)
  func deletedBeforeSave(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try await scene.other.delete(scene.id)
    await expectError(.notFound) { try await scene.store.update(scene.id) { $0.payload = [1] } }
    #expect(!scene.workplace.files.exists(scene.id))
  }

  @Test("Another store outgrows the file: loads and saves follow it", arguments: Setting.slots)
  func outgrown(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let large = [UInt8](repeating: 7, count: 9000)
    try await scene.other.save(large, for: scene.id)
    #expect(try await scene.store.load(scene.id)?.payload == large)
    try await scene.store.update(scene.id) { $0.payload.append(8) }
    #expect(try await scene.other.load(scene.id)?.payload == large + [8])
  }

  @Test("Removed by hand: gone at once", arguments: Setting.slots)
  func removed(_ setting: Setting) async throws {
    for verb in ["load", "save", "delete", "put"] {
      let scene = try await Scene(setting)
      try FileManager.default.removeItem(atPath: scene.file)
      switch verb {
      case "load": #expect(try await scene.store.load(scene.id) == nil)
      case "save": await expectError(.notFound) { try await scene.store.save([1], for: scene.id) }
      case "delete": try await scene.store.delete(scene.id)
      default:
        try await scene.store.put([UInt8]("put"), for: scene.id)
        #expect(try await scene.other.text(scene.id) == "put")
      }
    }
  }

  @Test("Replaced by hand, by a file that is renamed over: the new one counts", arguments: Setting.slots)
  func replaced(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let old = try scene.workplace.files.bytes(of: scene.id)
    try await scene.store.save([UInt8]("third"), for: scene.id)
    let copy = scene.workplace.directory.path("restored")
    try Data(old).write(to: URL(fileURLWithPath: copy))
    let renamed = unsafe rename(copy, scene.file)
    #expect(renamed == 0)
    #expect(try await scene.store.text(scene.id) == "second")
    try await scene.store.save([UInt8]("fourth"), for: scene.id)
    #expect(try await scene.other.text(scene.id) == "fourth")
  }

  /// `cp -al` gives every file a second name: that a held file has a name does not say that it has the session's.
  @Test("A backup by hard links keeps no deleted session alive, and costs no other", arguments: Setting.slots)
  func linked(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try FileManager.default.linkItem(atPath: scene.file, toPath: scene.workplace.directory.path("backup"))
    try await scene.other.delete(scene.id)
    #expect(try await scene.store.load(scene.id) == nil)
    try await scene.other.create([UInt8]("fresh"), as: scene.id)
    try await scene.store.delete(scene.id)
    #expect(try await scene.other.load(scene.id) == nil)
  }

  /// As above, but the name was taken away without a word in the file: by hand.
  @Test("A delete by way of a linked file that has lost its name removes the session's own", arguments: Setting.slots)
  func linkedAndReplaced(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try FileManager.default.linkItem(atPath: scene.file, toPath: scene.workplace.directory.path("backup"))
    try FileManager.default.removeItem(atPath: scene.file)
    try await scene.other.create([UInt8]("fresh"), as: scene.id)
    try await scene.store.delete(scene.id)
    #expect(try await scene.other.load(scene.id) == nil)
    #expect(!scene.workplace.files.exists(scene.id))
  }

  @Test("No more are held than were asked for, and none after close", arguments: Setting.slots)
  func bounded(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.openFiles = .atMost(16) }
    for number in 0..<200 {
      let id = SessionID(key: "number \(number)")
      try await workplace.store.create([1], as: id)
      _ = try await workplace.store.load(id)
      #expect(OpenFiles.count(in: workplace.path) <= 16 + 2)
    }
    #expect(OpenFiles.count(in: workplace.path) > 2)
    await workplace.store.close()
    #expect(OpenFiles.count(in: workplace.path) == 0)
  }

  @Test("With sixty-four descriptors in all a thousand sessions are served", arguments: Setting.slots)
  func fewDescriptors(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let child = try await ChildProcess.open(directory.path, setting, "held=4096")
    // Dispatch opens descriptors of its own when it is first used, and traps where there is none.
    for command in ["create session one", "hold session", "release"] { try await child.expect("ok", command) }
    try await child.expect("ok", "descriptors 64")
    try await child.expect("ok", "many 1000")
  }

  @Test("A file system that may answer from copies: nothing is held", arguments: Setting.slots)
  func foreignFileSystem(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let configuration = FileSessionStore.Configuration(strategy: setting.strategy)
    let (localLocks, memory) = (LocalLockTable(), ProcessState(configuration))
    // NFS_SUPER_MAGIC of linux/magic.h.
    let core = try StoreCore(
      directory: directory.path, configuration: configuration,
      system: Kernel(localLocks: localLocks, memory: memory), localLocks: localLocks, memory: memory,
      fileSystem: FileSystemType(rawValue: 0x6969))
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    #expect(try await core.load(id)?.payload == [1])
    #expect(OpenFiles.count(in: directory.path, named: EntryName.session(id.digest).description) == 0)
  }

  @Test("A forked child opens its own, and locks out its parent", arguments: Setting.slots)
  func forked(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let child = try await ChildProcess.open(directory.path, setting, "held=64")
    try await child.expect("ok", "create session one")
    try await child.expect("ok two", "save session two", then: "load session")
    try await child.expect("ok", "forked session two three")
    try await child.expect("ok three", "load session")
    try await child.expect("ok", "save session four")
    try await child.expect("ok", "forked session four five")
    try await child.expect("ok five", "load session")
  }
}

/// The files of a directory that this process has open.
enum OpenFiles {
  static func count(in directory: String, named name: String? = nil) -> Int {
    let folder = "/proc/self/fd"
    let resolved = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return numbers.count { number in
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + number) else {
        return false
      }
      if let name { return target == resolved + "/" + name }
      return target == resolved || target.hasPrefix(resolved + "/")
    }
  }
}

extension ChildProcess {
  /// Gives two commands, and looks at the answer to the second.
  func expect(_ answer: String, _ first: String, then second: String) async throws {
    try await expect("ok", first)
    try await expect(answer, second)
  }
}
