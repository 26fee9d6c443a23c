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
