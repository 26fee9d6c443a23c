#if Demo
internal import FileSessionsHummingbird
internal import HTTPTypes
internal import Hummingbird

/// One subject in one server process: its routes, and what its sessions hold.
protocol LoadTarget: Sendable {
  var tally: LoadTally { get }
  /// Adds `POST /subject?n=3`, which changes a session, and `POST /subject/logout?n=3`.
  func add(to router: Router<LoadContext>, at path: RouterPath)
  /// Makes every session anew.
  func seed() async throws
  /// The sessions as they are; `nil` for one that is not there.
  func values() async throws -> [LoadValue?]
}

extension LoadTarget {
  /// Counts what a handler has to say, and says it.
  func answer(_ verdict: LoadVerdict) -> HTTPResponse.Status {
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

enum LoadVerdict: Sendable {
  case changed(owner: Int)
  case absent, mixedUp
}

extension Request {
  /// Whose session the client means to send.
  var claimedOwner: Int { uri.queryParameters.get("n", as: Int.self) ?? -1 }
}

struct LoadContext: SessionRequestContext {
  var coreContext: CoreRequestContextStorage
  let session = RequestSession<LoadValue>()

  init(source: Source) { coreContext = .init(source: source) }
}

/// Counts the requests that are under way: what a client left behind when it stopped has to end before sessions are
/// counted.
struct InFlight: RouterMiddleware {
  let tally: LoadTally

  @concurrent
  func handle(
    _ request: Request, context: LoadContext, next: @concurrent (Request, LoadContext) async throws -> Response
  ) async throws -> Response {
    tally.begin()
    defer { tally.end() }
    return try await next(request, context)
  }
}
#endif
