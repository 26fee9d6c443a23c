import FileSessions
import Foundation
import Testing

@Suite("Opening a store")
struct OpeningTests {
  private typealias Configuration = FileSessionStore.Configuration

  @Test("Every sound strategy claims the three promises, and the store shows what it runs", arguments: Setting.all)
  func claims(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    #expect(workplace.store.effectiveStrategy == setting.strategy)
    #expect(workplace.store.guarantees == setting.strategy.guarantees)
    #expect(workplace.store.guarantees.isSuperset(of: .sound))
    #expect(workplace.store.guarantees.isSuperset(of: [.exclusiveCreate, .excludesThreads]))
    if [.lockFileRename, .slots].contains(setting.strategy) { #expect(workplace.store.guarantees == .everything) }
  }

  @Test(
    "Strategies that lose sessions are refused, unless they are allowed",
    arguments: FileSessionStore.Strategy.presets.map(\.strategy).filter { !$0.isSound })
  func unsound(_ strategy: FileSessionStore.Strategy) async throws {
    #expect(!strategy.isSound)
    let directory = try FileSystem.disk.makeDirectory()
    var configuration = Configuration(strategy: strategy)
    await expectError(.unsoundStrategy) {
      try FileSessionStore(directory: directory.path, configuration: configuration)
    }
    #expect(SessionFiles(directory.path).names.isEmpty)
    configuration.unsoundStrategies = .allow
    let store = try FileSessionStore(directory: directory.path, configuration: configuration)
    let session = try await store.create([1])
    #expect(try await store.load(session.id)?.payload == [1])
    #expect(store.effectiveStrategy == strategy)
  }

  @Test("A directory of one strategy is refused to another that would not exclude it", arguments: Setting.all)
  func incompatible(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let session = try await workplace.store.create([1])
    for (_, other) in FileSessionStore.Strategy.presets where other != setting.strategy {
      guard !setting.strategy.isCompatible(with: other) else { continue }
      var configuration = Configuration(strategy: other)
      configuration.unsoundStrategies = .allow
      await expectError(.incompatibleStore) {
        try FileSessionStore(directory: workplace.path, configuration: configuration)
      }
    }
    let files = workplace.files.names
    #expect(try await workplace.secondStore().load(session.id)?.payload == [1])
    #expect(workplace.files.names == files)
  }

  @Test("Strategies that differ in how readers lock share a directory; those that differ in the lock do not")
  func compatible() async throws {
    typealias Strategy = FileSessionStore.Strategy
    let directory = try FileSystem.disk.makeDirectory()
    let id = SessionID(key: "session")
    let first = try FileSessionStore(directory: directory.path, configuration: .init(strategy: .lockFileRename))
    let sharing = Strategy.lockFile(.flock, .removedOnDelete(.on), write: .rename, readers: .shared)
    let second = try FileSessionStore(directory: directory.path, configuration: .init(strategy: sharing))
    try await first.create([1], as: id)
    try await second.update(id) { $0.payload.append(2) }
    #expect(try await first.load(id)?.payload == [1, 2])
    let others: [Strategy] = [
      .lockFile(.ofd, .removedOnDelete(.on), write: .rename, readers: .lockFree),
      .lockFile(.flock, .kept, write: .rename, readers: .lockFree),
      .lockFile(.flock, .removedOnDelete(.on), write: .exchange, readers: .lockFree),
    ]
    for other in others {
      await expectError(.incompatibleStore) {
        try FileSessionStore(directory: directory.path, configuration: .init(strategy: other))
      }
    }
  }

  @Test(
    "A record of another program or a newer format is refused, and left as it is",
    arguments: [
      "", "garbage", "FileSessions store 2\nstrategy slots:flock\n", "FileSessions store 1\nstrategy tomorrow\nend\n",
      "FileSessions store 1\n",
    ])
  func foreignRecord(_ text: String) async throws {
    let directory = try FileSystem.disk.makeDirectory()
    try Data(text.utf8).write(to: URL(fileURLWithPath: directory.path("store")))
    await expectError(.incompatibleStore) { try FileSessionStore(directory: directory.path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: directory.path("store"))) == Data(text.utf8))
  }

  @Test("Configuration values that make no sense are refused") func configuration() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    let changes: [@Sendable (inout Configuration) -> Void] = [
      { $0.maximumPayloadByteCount = -1 }, { $0.maximumPayloadByteCount = .max }, { $0.touchCoalescingFraction = -0.1 },
      { $0.touchCoalescingFraction = 1 }, { $0.touchCoalescingFraction = .nan }, { $0.openFiles = .atMost(-1) },
      { $0.openFiles = .atMost(65_537) }, { $0.sweepEntriesPerSecond = 0 },
      { $0.deleteTimeout = .nanoseconds(-1) },
    ]
    for change in changes {
      var configuration = Configuration()
      change(&configuration)
      await expectError(.invalidConfiguration) {
        try FileSessionStore(directory: directory.path, configuration: configuration)
      }
    }
    #expect(SessionFiles(directory.path).names.isEmpty)
  }

  @Test("Of many first openers at once all agree on one record", arguments: Setting.all)
  func firstOpeners(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let path = directory.path("sessions")
    let configuration = Configuration(strategy: setting.strategy)
    try await withThrowingTaskGroup(of: FileSessionStore.self) { group in
      for _ in 0..<16 { group.addTask { try FileSessionStore(directory: path, configuration: configuration) } }
      try await group.waitForAll()
    }
    #expect(SessionFiles(path).remains.isEmpty)
  }

  @Test("Files are this user's alone: directory 0700, files 0600", arguments: Setting.all)
  func permissions(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let session = try await workplace.store.create([1])
    try await workplace.store.save([2], for: session.id)
    for name in workplace.files.names {
      let attributes = try FileManager.default.attributesOfItem(atPath: workplace.path + "/" + name)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: workplace.path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    // Nothing that lies there gives an id away.
    let contents = try workplace.files.names.map {
      try String(decoding: Data(contentsOf: URL(fileURLWithPath: workplace.path + "/" + $0)), as: UTF8.self)
    }
    for text in contents + workplace.files.names { #expect(!text.contains(session.id.text)) }
  }
}
