#if Demo
internal import FileSessions
internal import FileSessionsHummingbird
internal import Foundation
internal import Hummingbird
internal import Lab
internal import Logging
internal import NIOCore

/// A server process under load: every subject at a path of its own. Who started it tells it over standard input what to
/// seed and to count.
struct LoadTestServer {
  private let targets: [LoadTestSubject: any LoadTestTarget]
  private let router: Router<LoadTestContext>
  private let host: String
  private let port: Int

  init(directory: String, host: String, port: Int, sessions: LoadTestSessions) throws {
    self.host = host
    self.port = port
    // As a server with many sessions would: the more files may be open, the more stay so.
    Executable.raiseDescriptorLimit()
    router = Router(context: LoadTestContext.self)
    var targets: [LoadTestSubject: any LoadTestTarget] = [:]
    for subject in LoadTestSubject.allCases {
      let target = try Self.target(subject, directory, sessions)
      target.add(to: router, at: RouterPath(subject.rawValue))
      targets[subject] = target
    }
    self.targets = targets
  }

  private static func target(
    _ subject: LoadTestSubject, _ directory: String, _ sessions: LoadTestSessions
  ) throws -> any LoadTestTarget {
    let logger = Logger(label: "file-sessions-demo")
    switch subject {
    case .memoryDriver: return DriverTarget(MemoryPersistDriver(), sessions)
    case .memoryDriverJSON: return DriverTarget(JSONPersistDriver(base: MemoryPersistDriver()), sessions)
    case .memory: return StoreTarget(MemorySessionStore(), sessions)
    case .slotsDriver:
      let (store, auditor) = (try store(subject, .slots, directory), try auditor(subject, .slots, directory))
      return DriverTarget(
        FileSessionsPersistDriver(store, logger: logger), auditor: FileSessionsPersistDriver(auditor, logger: logger),
        sessions)
    case .slots, .lockFileRename, .rename:
      let strategy = subject.strategy ?? .slots
      return StoreTarget(
        try store(subject, strategy, directory), auditor: try auditor(subject, strategy, directory), sessions)
    }
  }

  private static func store(
    _ subject: LoadTestSubject, _ strategy: FileSessionStore.Strategy, _ directory: String
  ) throws -> FileSessionStore {
    try open(subject, strategy, directory) { if strategy.isSound { $0.readCache = .on } }
  }

  /// Neither remembers anything nor holds a file: it says what the directory holds.
  private static func auditor(
    _ subject: LoadTestSubject, _ strategy: FileSessionStore.Strategy, _ directory: String
  ) throws -> FileSessionStore {
    try open(subject, strategy, directory) { $0.openFiles = .none }
  }

  private static func open(
    _ subject: LoadTestSubject, _ strategy: FileSessionStore.Strategy, _ directory: String,
    _ configure: (inout FileSessionStore.Configuration) -> Void
  ) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.unsoundStrategies = .allow
    configure(&configuration)
    return try FileSessionStore(directory: "\(directory)/\(subject.rawValue)", configuration: configuration)
  }

  /// Serves until SIGTERM.
  func run(_ ready: @escaping @Sendable (Int) -> Void) async throws {
    var logger = Logger(label: "file-sessions-demo")
    // A client that stops in the middle of a request is no news.
    logger.logLevel = .critical
    let control = LoadTestControl(targets: targets)
    EndOfInput.terminate { await control.reply(to: $0) }
    let application = Application(
      router: router, configuration: .init(address: .hostname(host, port: port)),
      onServerRunning: { channel in ready(channel.localAddress?.port ?? 0) }, logger: logger)
    try await application.runService()
  }
}

/// What a loaded server is asked for between two runs, one line each: `seed slots`, `forget slots`,
/// `settle slots`, `audit slots`.
struct LoadTestControl: Sendable {
  let targets: [LoadTestSubject: any LoadTestTarget]

  func reply(to line: String) async -> String {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 2, let subject = LoadTestSubject(rawValue: words[1]), let target = targets[subject] else {
      return "?"
    }
    do {
      switch words[0] {
      case "seed":
        try await target.seed()
        return "seeded"
      case "forget":
        target.tally.reset()
        return "forgotten"
      case "settle":
        // Asked and answered within milliseconds; nothing tells when the last one has ended.
        while target.tally.inFlight > 0 { try await Task.sleep(for: .milliseconds(1)) }
        return "settled"
      default: break
      }
      let count = LoadTestCount(tally: target.tally.now, counts: try await target.values().map { $0?.count })
      return String(decoding: try JSONEncoder().encode(count), as: UTF8.self)
    } catch {
      return "failed: \(error)"
    }
  }
}
#endif
