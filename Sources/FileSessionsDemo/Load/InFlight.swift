#if Demo
internal import Hummingbird

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
