#if Hummingbird
internal import FileSessions
public import HTTPTypes
public import Hummingbird
internal import Logging

/// An error on its way out of the middleware, with what the session has to say beside it: a failure of the session
/// itself as a status that is honest, any other as it was.
public struct SessionResponseError: HTTPResponseError {
  /// The error itself.
  public let underlying: any Error
  public let status: HTTPResponse.Status
  private let fields: SessionFields
  private let answering: (any HTTPResponseError)?

  /// The cookies that it sets.
  var cookies: [String] { fields.carried + (fields.setCookie.map { [$0] } ?? []) }

  /// - Parameter isOwn: whether the session's store, lock or codec failed, and not the handler.
  init(_ error: any Error, isOwn: Bool, _ fields: SessionFields, _ logger: Logger) {
    underlying = (error as? SessionStoreFailure)?.underlying ?? error
    self.fields = fields
    if isOwn, let failure = error as? SessionError {
      status = Self.status(of: failure.code)
      answering = Self.answer(failure.code, status)
    } else if isOwn, error is SessionStoreFailure {
      status = .serviceUnavailable
      answering = Self.answer(.inputOutput, status)
    } else {
      answering = error as? any HTTPResponseError
      status = answering?.status ?? .internalServerError
    }
    // Who is in charge reads what to do; the message never has an id. What has a status of its own was meant.
    if status.code < 500 {
      if isOwn { logger.debug("session not saved", metadata: ["reason": "\(error)", "status": "\(status.code)"]) }
    } else if isOwn || answering == nil {
      logger.error(
        isOwn ? "session store failed" : "request failed",
        metadata: ["reason": "\(error)", "status": "\(status.code)"])
    }
  }

  public func response(from request: Request, context: some RequestContext) throws -> Response {
    var response = try answering?.response(from: request, context: context) ?? Response(status: status)
    fields.add(to: &response.headers)
    return response
  }

  private static func answer(_ code: SessionError.Code, _ status: HTTPResponse.Status) -> HTTPError {
    switch code {
    case .conflict, .rotated, .duplicate:
      HTTPError(status, message: "The session has changed meanwhile: send the request again.")
    case .notFound: HTTPError(status, message: "The session has ended meanwhile: what was sent is not kept.")
    case .tooLarge: HTTPError(status, message: "The session has become too large.")
    case .timedOut, .cancelled, .noDescriptors, .lockLost:
      HTTPError(status, headers: [.retryAfter: "1"], message: "The session is busy.")
    default: HTTPError(status, message: "Sessions cannot be stored at the moment.")
    }
  }

  private static func status(of code: SessionError.Code) -> HTTPResponse.Status {
    switch code {
    case .conflict, .rotated, .notFound, .duplicate: .conflict
    case .tooLarge: .contentTooLarge
    case .noSpace: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
    case .timedOut, .cancelled, .noDescriptors, .lockLost, .noDirectory, .notPermitted, .inputOutput, .closed,
      .unexpectedFile, .incompatibleStore:
      .serviceUnavailable
    default: .internalServerError
    }
  }
}

extension SessionResponseError: CustomStringConvertible {
  public var description: String { "\(underlying)" }
}
#endif
