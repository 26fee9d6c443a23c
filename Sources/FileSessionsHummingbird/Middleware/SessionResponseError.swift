#if Hummingbird
internal import FileSessions
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// An error on its way out of the middleware, with what the session has to say beside it: a store's failure as a status
/// that is honest, any other as it was.
struct SessionResponseError: HTTPResponseError {
  private let original: any Error
  private let fields: SessionFields
  let status: HTTPResponse.Status

  init(_ error: any Error, _ fields: SessionFields, _ logger: Logger) {
    self.fields = fields
    guard let failure = error as? SessionError else {
      original = error
      status = (error as? any HTTPResponseError)?.status ?? .internalServerError
      return
    }
    status = Self.status(of: failure.code)
    original = Self.answer(status)
    // The message says what to do, and never an id.
    if status.code < 500 {
      logger.debug("session not saved", metadata: ["reason": "\(failure)", "status": "\(status.code)"])
    } else {
      logger.error("session store failed", metadata: ["reason": "\(failure)", "status": "\(status.code)"])
    }
  }

  func response(from request: Request, context: some RequestContext) throws -> Response {
    guard let answering = original as? any HTTPResponseError else {
      var response = Response(status: status)
      fields.add(to: &response.headers)
      return response
    }
    var response = try answering.response(from: request, context: context)
    fields.add(to: &response.headers)
    return response
  }

  private static func answer(_ status: HTTPResponse.Status) -> HTTPError {
    switch status {
    case .conflict: HTTPError(.conflict, message: "The session has changed meanwhile: send the request again.")
    case .contentTooLarge: HTTPError(.contentTooLarge, message: "The session has become too large.")
    case .serviceUnavailable:
      HTTPError(status, headers: [.retryAfter: "1"], message: "Sessions cannot be reached at the moment.")
    default: HTTPError(status, message: "The session cannot be stored.")
    }
  }

  private static func status(of code: SessionError.Code) -> HTTPResponse.Status {
    switch code {
    case .conflict, .rotated, .notFound, .duplicate: .conflict
    case .tooLarge: .contentTooLarge
    case .noSpace: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
    case .timedOut, .cancelled, .noDescriptors, .noDirectory, .notPermitted, .inputOutput, .closed, .unexpectedFile:
      .serviceUnavailable
    default: .internalServerError
    }
  }
}

extension SessionResponseError: CustomStringConvertible {
  var description: String { "\(original)" }
}
#endif
