import CFileSessions
import FileSessions
import FileSessionsTesting
import Foundation
import Testing

/// Loads that are answered from memory: never with anything else than what the file holds.
@Suite("Loads from memory")
struct ReadCacheTests {
  /// Sound presets on every file system of this machine whose pages can be shared.
  static let settings = Setting.all.filter { setting in
    setting.fileSystem.folder.map { FileSystemType(of: $0).hasStableMappings } == true
  }

  /// One that writes in place and one that renames.
  static let killSafe = settings.filter { $0.strategy == .slots || $0.strategy == .lockFileRename }

  private static func workplace(_ setting: Setting) throws -> Workplace {
    // A file that is held open would be read although it was moved aside.
    try Workplace(setting) {
      $0.readCache = .on
      $0.openFiles = .none
    }
  }

  /// How many loads of a session reach the kernel, of so many.
  private func readsOfFile(_ store: FileSessionStore, _ id: SessionID, _ files: SessionFiles, _ count: Int) async throws
    -> Int
  {
    // A read moves the access time of nothing (noatime); so the file is taken away, and what is still answered was not
    // read.
    let aside = files.path + "-aside"
    try FileManager.default.moveItem(atPath: files.path(of: id), toPath: aside)
    var missing = 0
    for _ in 0..<count where try await store.load(id) == nil { missing += 1 }
    try FileManager.default.moveItem(atPath: aside, toPath: files.path(of: id))
    return missing
  }

  @Test("The second load reads no file; one after a change does, by this store or another", arguments: settings)
  func sessionCache(_ setting: Setting) async throws {
    let workplace = try Self.workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    // It moves counters, whether or not it remembers anything itself.
    let other = try workplace.secondStore { $0.readCache = .off }
    try await store.create([UInt8]("one"), as: id)
    #expect(try await store.text(id) == "one")
    #expect(try await readsOfFile(store, id, workplace.files, 3) == 0)
    try await other.save([UInt8]("two"), for: id)
    #expect(try await store.text(id) == "two")
    try await other.update(id) { $0.payload += [UInt8]("!") }
    #expect(try await store.text(id) == "two!")
    try await store.save([UInt8]("three"), for: id)
    #expect(try await store.text(id) == "three")
    #expect(try await other.text(id) == "three")
    try await other.delete(id)
    #expect(try await store.load(id) == nil)
    try await other.create([UInt8]("four"), as: id)
    #expect(try await store.text(id) == "four")
    let fresh = try await other.rotate(id, grace: .zero)
    #expect(try await store.load(id) == nil)
    #expect(try await store.text(fresh) == "four")
  }

  @Test("What a store has written itself it need not read", arguments: settings)
  func written(_ setting: Setting) async throws {
    let workplace = try Self.workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    let other = try workplace.secondStore { $0.readCache = .off }
    try await store.create([UInt8]("one"), as: id)
    #expect(try await readsOfFile(store, id, workplace.files, 3) == 0)
    #expect(try await store.text(id) == "one")
    try await store.save([UInt8]("two"), for: id)
    #expect(try await readsOfFile(store, id, workplace.files, 3) == 0)
    #expect(try await store.text(id) == "two")
    // Larger than its slot: the file is another one from now on.
    let large = String(repeating: "3", count: 20_000)
    _ = try await store.withLock(id) { try await $0.save([UInt8](large.utf8)) }
    #expect(try await readsOfFile(store, id, workplace.files, 3) == 0)
    #expect(try await store.text(id) == large)
    // What another store writes is not what this one has written.
    try await other.save([UInt8]("four"), for: id)
    #expect(try await readsOfFile(store, id, workplace.files, 3) == 3)
    #expect(try await store.text(id) == "four")
  }

  @Test("A touch that is not due yet reads no file", arguments: settings)
  func touched(_ setting: Setting) async throws {
    let workplace = try Self.workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    #expect(try await store.load(id) != nil)
    let (file, aside) = (workplace.files.path(of: id), workplace.directory.path("aside"))
    try FileManager.default.moveItem(atPath: file, toPath: aside)
    try await store.touch(id)
    try FileManager.default.moveItem(atPath: aside, toPath: file)
    // One that is due moves the deadline.
    workplace.clock.advance(by: .seconds(3600))
    try await store.touch(id)
    #expect(try await store.load(id)?.expirationTime == workplace.clock.now.advanced(by: .seconds(7200)))
  }

  @Test("Another process changes it: the next load answers that", arguments: settings)
  func acrossProcesses(_ setting: Setting) async throws {
    let workplace = try Self.workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    let child = try await ChildProcess.open(workplace.path, setting, "cached=1 \(workplace.clockOption)")
    try await store.create([UInt8]("one"), as: id)
    for number in 0..<10 {
      #expect(try await store.load(id) != nil)
      try await child.expect("ok", "save session value\(number)")
      #expect(try await store.text(id) == "value\(number)")
      try await store.save([UInt8]("answer\(number)"), for: id)
      try await child.expect("ok answer\(number)", "load session")
    }
  }

  @Test("A process is killed in the middle of a change: the file is read from then on", arguments: killSafe)
  func killed(_ setting: Setting) async throws {
    var deaths = 0
    for calls in stride(from: 1, to: 12, by: 2) {
      let workplace = try Self.workplace(setting)
      let (store, id) = (workplace.store, SessionID(key: "session"))
      try await store.create([UInt8]("one"), as: id)
      #expect(try await store.text(id) == "one")
      let child = try await ChildProcess.open(workplace.path, setting, "cached=1 \(workplace.clockOption)")
      try await child.expect("ok one", "load session")
      try await child.expect("ok", "die \(calls) torn")
      child.send("save session two")
      // An answer, or the end of its output.
      if await child.nextLine() == nil { deaths += 1 }
      let found = try await store.text(id)
      #expect(found == "one" || found == "two")
      try await store.save([UInt8]("three"), for: id)
      #expect(try await store.text(id) == "three")
    }
    #expect(deaths > 2)
  }

  @Test("Removed by hand: noticed within a second, and by a save at once", arguments: settings)
  func removedByHand(_ setting: Setting) async throws {
    let time = ManualClock()
    let workplace = try Workplace(setting) {
      $0.readCache = .on
      $0.clock = time.sessionClock
    }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    #expect(try await store.load(id) != nil)
    try FileManager.default.removeItem(atPath: workplace.files.path(of: id))
    await expectError(.notFound) { try await store.save([2], for: id) }
    time.advance(by: .seconds(1))
    #expect(try await store.load(id) == nil)
  }

  @Test("A deadline that passes ends a session that is remembered", arguments: settings)
  func expired(_ setting: Setting) async throws {
    let time = ManualClock()
    let workplace = try Workplace(setting) {
      $0.readCache = .on
      $0.clock = time.sessionClock
      $0.lifetime = SessionLifetime(idle: .milliseconds(500), absolute: nil)
    }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    #expect(try await store.load(id) != nil)
    time.advance(by: .milliseconds(501))
    #expect(try await store.load(id) == nil)
  }

  @Test("The first to share counters has to be alone; who comes later shares them", arguments: settings)
  func alone(_ setting: Setting) async throws {
    let plain = try Workplace(setting)
    await expectError(.incompatibleStore) { _ = try plain.secondStore { $0.readCache = .on } }
    await plain.store.close()
    let first = try plain.secondStore { $0.readCache = .on }
    let second = try plain.secondStore()
    let id = SessionID(key: "session")
    try await first.create([1], as: id)
    #expect(try await first.load(id)?.payload == [1])
    try await second.save([2], for: id)
    #expect(try await first.load(id)?.payload == [2])
  }

  @Test("The counters are filled with garbage under running stores: no stale answer, no crash", arguments: settings)
  func garbage(_ setting: Setting) async throws {
    let workplace = try Self.workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    let other = try workplace.secondStore()
    try await store.create([UInt8]("0"), as: id)
    for (number, fill) in [UInt8(0xff), 0x5a, 0x01, 0x00].enumerated() {
      #expect(try await store.load(id) != nil)
      try workplace.overwriteCounters(with: fill)
      try await other.save([UInt8]("\(number)"), for: id)
      #expect(try await store.text(id) == "\(number)")
      #expect(try await store.text(id) == "\(number)")
    }
  }

  @Test("The record is removed under a running store: it goes on", arguments: settings)
  func recordRemoved(_ setting: Setting) async throws {
    let workplace = try Self.workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    #expect(try await store.load(id) != nil)
    try FileManager.default.removeItem(atPath: workplace.path + "/store")
    #expect(try await store.load(id)?.payload == [1])
    try await store.save([2], for: id)
    #expect(try await store.load(id)?.payload == [2])
  }

  @Test("A file system whose pages cannot be shared is refused, and works without", arguments: settings)
  func refused(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    func open(_ loads: FileSessionStore.ReadCache) throws -> StoreCore<Kernel> {
      var configuration = FileSessionStore.Configuration(strategy: setting.strategy)
      configuration.readCache = loads
      let (localLocks, memory) = (LocalLockTable(), ProcessState(configuration))
      return try StoreCore(
        directory: directory.path, configuration: configuration,
        system: Kernel(localLocks: localLocks, memory: memory), localLocks: localLocks, memory: memory,
        fileSystem: .btrfs)
    }
    await expectError(.unsupported) { _ = try open(.on) }
    let core = try open(.off)
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    #expect(try await core.load(id)?.payload == [1])
  }

  @Test("A session of a clock that was ahead is remembered with the deadline that is believed", arguments: settings)
  func clockSetBack(_ setting: Setting) async throws {
    let workplace = try Self.workplace(setting)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    let year = Duration.seconds(365 * 86_400)
    workplace.clock.advance(by: year)
    try await store.create([1], as: id)
    workplace.clock.advance(by: .zero - year)
    // It notes the time.
    try await store.touch(id)
    let believed = workplace.clock.now.advanced(by: .seconds(7200))
    #expect(try await store.load(id)?.expirationTime == believed)
    #expect(try await readsOfFile(store, id, workplace.files, 3) == 0)
    #expect(try await store.load(id)?.expirationTime == believed)
  }

  @Test("Where there is no room for the counters the store is refused, and opens when there is", arguments: settings)
  func noRoom(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    await workplace.store.close()
    let faults = FaultInjector { request in
      if case .write(_, _, let offset) = request, offset >= 4096 { .fail(Errno.noSpace) } else { nil }
    }
    await expectError(.noSpace) {
      _ = try workplace.intercepted(by: faults, sharesMemory: true) { $0.readCache = .on }
    }
    // Nothing was left locked.
    let store = try workplace.secondStore { $0.readCache = .on }
    try await store.create([1], as: SessionID(key: "session"))
    #expect(try await store.load(SessionID(key: "session"))?.payload == [1])
  }

  @Test("An unsound strategy cannot have it")
  func unsound() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    var configuration = FileSessionStore.Configuration(strategy: .rename)
    configuration.unsoundStrategies = .allow
    configuration.readCache = .on
    let chosen = configuration
    await expectError(.invalidConfiguration) {
      _ = try FileSessionStore(directory: directory.path, configuration: chosen)
    }
  }

  @Test("Many processes open a fresh directory at once", arguments: settings)
  func openedAtOnce(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let children = try (0..<4).map { _ in try ChildProcess() }
    for child in children { child.send("open \(directory.path) \(setting.strategy) cached=1") }
    for child in children { #expect(await child.answer() == "ok") }
    try await children[0].expect("ok", "create session one")
    for child in children { try await child.expect("ok one", "load session") }
    try await children[3].expect("ok", "save session two")
    for child in children { try await child.expect("ok two", "load session") }
  }

  @Test("A forked child remembers nothing wrong", arguments: settings)
  func forked(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let child = try await ChildProcess.open(directory.path, setting, "cached=1")
    try await child.expect("ok", "create session one")
    try await child.expect("ok one", "load session")
    try await child.expect("ok", "forked session one two")
    try await child.expect("ok two", "load session")
  }
}

extension FileSystemType {
  init(of folder: String) {
    let descriptor = unsafe folder.withCString { unsafe file_sessions_open_directory($0) }
    defer { _ = file_sessions_close(descriptor) }
    self.init(of: descriptor)
  }
}

extension Workplace {
  /// Fills the counters of changes, which stand behind the record's text and the waiters.
  func overwriteCounters(with byte: UInt8) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/store"))
    defer { try? handle.close() }
    let end = try handle.seekToEnd()
    try handle.seek(toOffset: 8192)
    try handle.write(contentsOf: Data(repeating: byte, count: Int(end) - 8192))
  }
}
