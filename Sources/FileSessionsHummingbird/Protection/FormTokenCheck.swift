#if Hummingbird
public import Hummingbird
internal import HTTPTypes
internal import NIOCore

/// Refuses forms that do not come from a page of their session: 403, unless the token of `RequestSession.formToken` is
/// in the field `X-CSRF-Token` or in the form.
///
/// ```swift
/// let forms = router.group("account").add(middleware: FormTokenCheck())
/// // <input type="hidden" name="csrf_token" value="…">
/// ```
///
/// GET, HEAD, OPTIONS and TRACE pass. A form is read whole, as large as the context's `maxUploadSize`, before the
/// handler and the lock of an exclusive route behind it; `multipart/form-data` is not read: use the header field, or
/// `checkFormToken` in the handler. What begins a session, like a form to log in, cannot have a token yet:
/// `CrossOriginProtection` keeps others away from it.
public struct FormTokenCheck<Context: SessionRequestContext>: RouterMiddleware {
  private let field: String

  /// It has to stand behind a `SessionMiddleware`; without one its routes fail with `SessionMiddlewareMissing`.
  /// - Parameter field: what the form's field is called, in letters, digits, `-`, `.` and `_`.
  public init(field: String = "csrf_token") { self.field = field }

  /// Runs what stands behind it where the token is one of this session.
  /// - Throws: what that throws, and `RequestSession.checkFormToken`; `HTTPError` with 413 for a form that is too
  ///   large.
  @concurrent
  public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard !request.method.isSafe else { return try await next(request, context) }
    var request = request
    var token = request.headers[.formToken]
    if token == nil, request.isForm {
      token = try await Self.value(of: field, in: request.collectBody(upTo: context.maxUploadSize))
    }
    try await context.session.checkFormToken(token)
    return try await next(request, context)
  }

  /// What a form says of a field first. A token has no character that a browser would escape.
  private static func value(of field: String, in form: ByteBuffer) -> String? {
    let beginning = Array("\(field)=".utf8)
    let pair = form.readableBytesView.split(separator: UInt8(ascii: "&")).first { $0.starts(with: beginning) }
    return pair.map { String(decoding: $0.dropFirst(beginning.count), as: UTF8.self) }
  }
}

extension Request {
  fileprivate var isForm: Bool {
    headers[.contentType].flatMap { MediaType(from: $0) }?.isType(.applicationUrlEncoded) ?? false
  }
}
#endif
