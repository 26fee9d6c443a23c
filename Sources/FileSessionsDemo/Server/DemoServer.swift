#if Demo
internal import FileSessions
internal import FileSessionsComparison
internal import FileSessionsHummingbird
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// One server process: the page, and for each strategy a store with the routes of the ticket's page over it.
struct DemoServer {
  private let router: Router<VisitContext>
  private let sweepers: [SessionSweeper]
  private let host: String
  private let port: Int

  private struct About: ResponseEncodable {
    var process: Int
    var processes: [String]
    var fileSystem: String
    var directory: String
    var strategies: [StrategyStory]
  }

  /// - Parameter otherPort: where the second process listens; `nil` for that one itself, which serves no page.
  init(number: Int, _ place: DemoDirectory, host: String, port: Int, otherPort: Int?) throws {
    self.host = host
    self.port = port
    router = Router(context: VisitContext.self)
    router.add(middleware: SameHostOrigins())
    let explanations = Explanations()
    var sweepers: [SessionSweeper] = []
    for (strategy, story) in StrategyStory.all {
      let store = try Self.store(strategy, place.store(story.name))
      sweepers.append(SessionSweeper(store, logger: Self.logger))
      var configuration = SessionMiddlewareConfiguration()
      // Without TLS, and a cookie for each strategy.
      configuration.cookie = .insecure("demo-" + story.name)
      let group = router.group("api/\(story.name)")
      group.get("explanation") { _, _ in await explanations.of(strategy) }
      VisitRoutes(process: number).add(
        to: group.add(middleware: SessionMiddleware(store, configuration: configuration) { Visit() }))
    }
    self.sweepers = sweepers
    guard let otherPort else { return }
    let fileSystem = FileSystemName.name(ofDirectory: place.path)
    let origins: @Sendable (Request) -> [String] = { request in
      let authority = request.head.authority ?? "\(host):\(port)"
      return ["http://\(authority)", "http://\(authority.hostName):\(otherPort)"]
    }
    router.get("api/about") { request, _ in
      About(
        process: number, processes: origins(request), fileSystem: fileSystem, directory: place.path,
        strategies: StrategyStory.all.map(\.story))
    }
    PageRoutes.add(to: router, origins: origins)
  }

  /// Serves until SIGTERM or SIGINT.
  /// - Parameter ready: called with the port when it listens.
  func run(_ ready: @escaping @Sendable (Int) -> Void) async throws {
    var application = Application(
      router: router, configuration: .init(address: .hostname(host, port: port), serverName: "file-sessions-demo"),
      onServerRunning: { channel in ready(channel.localAddress?.port ?? 0) }, logger: Self.logger)
    for sweeper in sweepers { application.addServices(sweeper) }
    do { try await application.runService() } catch let error as any Error & CustomStringConvertible {
      throw ComparisonFailure.environment("the server at \(host):\(port) ended: \(error)")
    }
  }

  /// Damaged sessions are what the page is there to show: no news in the log.
  private static var logger: Logger {
    var logger = Logger(label: "file-sessions-demo")
    logger.logLevel = .critical
    return logger
  }

  private static func store(_ strategy: FileSessionStore.Strategy, _ path: String) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.unsoundStrategies = .allow
    do { return try FileSessionStore(directory: path, configuration: configuration) } catch {
      throw ComparisonFailure.environment("no store can be made: \(error)")
    }
  }
}
#endif
