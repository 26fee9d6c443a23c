#if Demo
internal import HTTPTypes
internal import Hummingbird

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
      Self.name(origin.drop { $0 != "/" }.drop { $0 == "/" }) == Self.name(host[...])
    else { return response }
    response.headers[.accessControlAllowOrigin] = origin
    response.headers[.accessControlAllowCredentials] = "true"
    response.headers.append(HTTPField(name: .vary, value: "Origin"))
    return response
  }

  /// The host without its port.
  private static func name(_ authority: Substring) -> Substring {
    guard let colon = authority.lastIndex(of: ":"), authority.last != "]" else { return authority }
    return authority[..<colon]
  }
}
#endif
