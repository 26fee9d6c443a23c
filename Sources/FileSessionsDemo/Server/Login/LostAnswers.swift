#if Demo
internal import Hummingbird
internal import NIOCore

/// A bad network: with `?answer=lost` what was asked for is done, and the browser never hears of it, nor gets a cookie.
///
/// A browser sends a request once more by itself where a connection that it has used before is closed without an answer.
/// So this one hears nothing at first, as on a network that is gone, and the connection is closed when the page has given
/// up.
struct LostAnswers: RouterMiddleware {
  @concurrent
  func handle(
    _ request: Request, context: VisitContext, next: @concurrent (Request, VisitContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    guard request.uri.queryParameters["answer"] == "lost" else { return response }
    try await Task.sleep(for: .seconds(4))
    try await context.channel.close()
    return response
  }
}
#endif
