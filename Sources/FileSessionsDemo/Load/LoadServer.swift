#if Demo
internal import FileSessions
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import FileSessionsHummingbird
internal import Foundation
internal import Hummingbird
internal import Logging
internal import NIOCore

/// A server process under load: every subject at a path of its own. Who started it tells it over standard input what to
/// seed and to count.
struct LoadServer {
  private let targets: [LoadSubject: any LoadTarget]
  private let router: Router<LoadContext>
  private let host: String
  private let port: Int

  init(_ place: DemoDirectory, host: String, port: Int, sessions: LoadSessions) throws {
    self.host = host
    self.port = port
    // As a server with many sessions would: the more files may be open, the more stay so.
    DescriptorLimit.raise()
    router = Router(context: LoadContext.self)
    var targets: [LoadSubject: any LoadTarget] = [:]
    for subject in LoadSubject.allCases {
      let target = try Self.target(subject, place, sessions)
      target.add(to: router, at: RouterPath(subject.rawValue))
      targets[subject] = target
    }
    self.targets = targets
  }

  private static func target(
    _ subject: LoadSubject, _ place: DemoDirectory, _ sessions: LoadSessions
  ) throws -> any LoadTarget {
    let logger = Logger(label: "file-sessions-demo")
    switch subject {
    case .memoryDriver: return DriverTarget(MemoryPersistDriver(), sessions)
    case .memoryDriverJSON: return DriverTarget(JSONPersistDriver(MemoryPersistDriver()), sessions)
    case .memory: return StoreTarget(MemorySessionStore(), sessions)
    case .slotsDriver:
      let (store, auditor) = (try store(subject, .slots, place), try auditor(subject, .slots, place))
      return DriverTarget(
        FileSessionsPersistDriver(store, logger: logger), auditor: FileSessionsPersistDriver(auditor, logger: logger),
        sessions)
    case .slots, .lockFileRename, .rename:
      let strategy = subject.strategy ?? .slots
      return StoreTarget(
        try store(subject, strategy, place), auditor: try auditor(subject, strategy, place), sessions)
    }
  }

  private static func store(
    _ subject: LoadSubject, _ strategy: FileSessionStore.Strategy, _ place: DemoDirectory
  ) throws -> FileSessionStore {
    try open(subject, strategy, place) { if strategy.isSound { $0.readCache = .on } }
  }

  /// Neither remembers anything nor holds a file: it says what the directory holds.
  private static func auditor(
    _ subject: LoadSubject, _ strategy: FileSessionStore.Strategy, _ place: DemoDirectory
  ) throws -> FileSessionStore {
    try open(subject, strategy, place) { $0.openFiles = .none }
  }

  private static func open(
    _ subject: LoadSubject, _ strategy: FileSessionStore.Strategy, _ place: DemoDirectory,
    _ configure: (inout FileSessionStore.Configuration) -> Void
  ) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.unsoundStrategies = .allow
    configure(&configuration)
    return try FileSessionStore(directory: place.store(subject.rawValue), configuration: configuration)
  }

  /// Serves until SIGTERM.
  func run(_ ready: @escaping @Sendable (Int) -> Void) async throws {
    var logger = Logger(label: "file-sessions-demo")
    // A client that stops in the middle of a request is no news.
    logger.logLevel = .critical
    let control = LoadControl(targets)
    EndOfInput.terminate { await control.reply(to: $0) }
    let application = Application(
      router: router, configuration: .init(address: .hostname(host, port: port)),
      onServerRunning: { channel in ready(channel.localAddress?.port ?? 0) }, logger: logger)
    try await application.runService()
  }
}
#endif
