#if Hummingbird
internal import HTTPTypes
internal import Hummingbird

/// What a handler ended with, and whether its edits count.
struct HandlerOutcome: Sendable {
  let response: Result<Response, any Error>

  init(_ handler: () async throws -> Response) async {
    do { response = .success(try await handler()) } catch { response = .failure(error) }
  }

  /// The cookies that it sets.
  var cookies: [String] {
    switch response {
    case .success(let response): response.headers[values: .setCookie]
    case .failure(let error as SessionResponseError): error.cookies
    case .failure: []
    }
  }

  /// A status below 500 is an answer that the handler chose (a redirect, a form to be filled in again); 500 or more,
  /// and an error without a status, are failures half-way.
  var keepsEdits: Bool {
    switch response {
    case .success(let response): response.status.code < 500
    case .failure(let error as any HTTPResponseError): error.status.code < 500
    case .failure: false
    }
  }
}
#endif
