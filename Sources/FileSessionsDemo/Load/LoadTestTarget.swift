#if Demo
internal import FileSessionsHummingbird
internal import HTTPTypes
internal import Hummingbird

/// One subject in one server process: its routes, and what its sessions hold.
protocol LoadTestTarget: Sendable {
  var tally: LoadTestTally { get }
  /// Adds `POST /subject?n=3`, which changes a session, and `POST /subject/logout?n=3`.
  func add(to router: Router<LoadTestContext>, at path: RouterPath)
  /// Makes every session anew.
  func seed() async throws
  /// The sessions as they are; `nil` for one that is not there.
  func values() async throws -> [LoadTestValue?]
}

extension LoadTestTarget {
  /// Counts what a handler has to say, and says it.
  func answer(_ verdict: LoadTestVerdict) -> HTTPResponse.Status {
    switch verdict {
    case .changed(let owner):
      tally.count { $0.acknowledged[owner, default: 0] += 1 }
      return .ok
    case .absent:
      tally.count { $0.absent += 1 }
      return .unauthorized
    case .mixedUp:
      tally.count { $0.mixedUp += 1 }
      return .internalServerError
    }
  }
}

enum LoadTestVerdict: Sendable {
  case changed(owner: Int)
  case absent, mixedUp
}

extension Request {
  /// Whose session the client means to send.
  var claimedOwner: Int { uri.queryParameters.get("n", as: Int.self) ?? -1 }
}

struct LoadTestContext: SessionRequestContext {
  var coreContext: CoreRequestContextStorage
  let session = RequestSession<LoadTestValue>()

  init(source: Source) { coreContext = .init(source: source) }
}

/// Counts the requests that are under way: what a client left behind when it stopped has to end before sessions are
/// counted.
struct InFlightMiddleware: RouterMiddleware {
  let tally: LoadTestTally

  @concurrent
  func handle(
    _ request: Request, context: LoadTestContext, next: @concurrent (Request, LoadTestContext) async throws -> Response
  ) async throws -> Response {
    tally.begin()
    defer { tally.end() }
    return try await next(request, context)
  }
}
#endif
