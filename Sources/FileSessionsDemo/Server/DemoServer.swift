#if Demo
internal import FileSessions
internal import FileSessionsHummingbird
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Lab
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// One server process: the pages, for each strategy a store with the routes of the ticket's page over it, and one for
/// logins.
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
  init(number: Int, directory: String, host: String, port: Int, otherPort: Int?) throws {
    self.host = host
    self.port = port
    router = Router(context: VisitContext.self)
    router.add(middleware: SameHostOrigins())
    let explanations = Explanations()
    var sweepers: [SessionSweeper] = []
    for (strategy, story) in StrategyStory.all {
      let store = try Self.store(strategy, "\(directory)/\(story.name)")
      sweepers.append(SessionSweeper(store, logger: Self.logger))
      var configuration = SessionMiddlewareConfiguration()
      // Without TLS, and a cookie for each strategy.
      configuration.cookie = .insecure("demo-" + story.name)
      let group = router.group("api/\(story.name)")
      group.get("explanation") { _, _ in await explanations.of(strategy) }
      VisitRoutes(process: number).add(
        to: group.add(middleware: SessionMiddleware(store, configuration: configuration) { Visit() }))
    }
    let logins = try Self.store(.slots, "\(directory)/login")
    LoginRoutes(logins).add(to: router)
    self.sweepers = sweepers + [SessionSweeper(logins, logger: Self.logger)]
    guard let otherPort else { return }
    let fileSystem = FileSystemName.name(ofDirectory: directory)
    let origins: @Sendable (Request) -> [String] = { request in
      let authority = request.head.authority ?? "\(host):\(port)"
      return ["http://\(authority)", "http://\(authority.hostName):\(otherPort)"]
    }
    router.get("api/about") { request, _ in
      About(
        process: number, processes: origins(request), fileSystem: fileSystem, directory: directory,
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
    do { try await application.runService() } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw LabFailure.environment(
        "port \(port) is in use; the option --port names another, and the next one is taken too (make demo FLAGS=\"--port 9000\")"
      )
    } catch let error as any Error & CustomStringConvertible {
      throw LabFailure.environment("the server at \(host):\(port) ended: \(error)")
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
      throw LabFailure.environment("no store can be made: \(error)")
    }
  }
}

/// The pages, from memory. They ask for nothing else.
enum PageRoutes {
  /// - Parameter origins: where the page may send requests to, by the name that it was asked for under.
  static func add(to router: Router<VisitContext>, origins: @escaping @Sendable (Request) -> [String]) {
    let files = [
      ("/", PackageResources.demo_html, "text/html; charset=utf-8"),
      ("/demo.css", PackageResources.demo_css, "text/css; charset=utf-8"),
      ("/demo.js", PackageResources.demo_js, "text/javascript; charset=utf-8"),
      ("/elements.js", PackageResources.elements_js, "text/javascript; charset=utf-8"),
      ("/login", PackageResources.login_html, "text/html; charset=utf-8"),
      ("/login.css", PackageResources.login_css, "text/css; charset=utf-8"),
      ("/login.js", PackageResources.login_js, "text/javascript; charset=utf-8"),
    ]
    for (path, bytes, type) in files { serve(RouterPath(path), bytes, type, router, origins) }
  }

  private static func serve(
    _ path: RouterPath, _ bytes: [UInt8], _ type: String, _ router: Router<VisitContext>,
    _ origins: @escaping @Sendable (Request) -> [String]
  ) {
    router.get(path) { request, _ in
      let reachable = origins(request).joined(separator: " ")
      return Response(
        status: .ok,
        headers: [
          .contentType: type, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
          .contentSecurityPolicy:
            "default-src 'self'; img-src 'self' data:; connect-src \(reachable); frame-ancestors 'none'",
        ],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
}

/// Lets the page of one process call the other: the same host at another port, and nobody else.
struct SameHostOrigins<Context: RequestContext>: RouterMiddleware {
  @concurrent
  func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do { response = try await next(request, context) } catch let error as any HTTPResponseError {
      // The page has to be able to read errors, too.
      response = try error.response(from: request, context: context)
    }
    guard let origin = request.headers[.origin], let host = request.head.authority,
      origin.drop(while: { $0 != "/" }).drop(while: { $0 == "/" }).hostName == host.hostName
    else { return response }
    response.headers[.accessControlAllowOrigin] = origin
    response.headers[.accessControlAllowCredentials] = "true"
    response.headers.append(HTTPField(name: .vary, value: "Origin"))
    return response
  }
}

extension StringProtocol {
  /// Of an authority, the host without its port.
  var hostName: SubSequence {
    guard let colon = lastIndex(of: ":"), last != "]" else { return self[...] }
    return self[..<colon]
  }
}
#endif
