#if Hummingbird
internal import HTTPTypes
public import Hummingbird
internal import Logging

/// Refuses what a page of another site has a visitor's browser send (cross-site request forgery): such a request
/// carries the session's cookie where `SameSite` lets it, and always where that is `None`.
///
/// ```swift
/// router.add(middleware: CrossOriginProtection())
/// router.add(middleware: SessionMiddleware(store) { Visit() })
/// ```
///
/// It protects the routes that are added behind it, by what browsers say and pages cannot change:
///
/// 1. GET, HEAD, OPTIONS and TRACE pass: let them change nothing. One that asks for a WebSocket does not, since any
///    page may open one, with cookies.
/// 2. `Sec-Fetch-Site` decides where it is there: `same-origin` and `none` (somebody has typed the address) pass.
///    Browsers send it since 2023, over encrypted connections and to localhost.
/// 3. Without it `Origin` has to name the host and port that the request was sent to. A proxy that ends TLS hides the
///    scheme, so that is not compared: `Strict-Transport-Security` keeps pages without TLS away.
/// 4. With neither it is no browser that a page could have used, and passes.
///
/// What is refused is answered with 403, and the log says what to do if it was meant to come.
public struct CrossOriginProtection<Context: RequestContext>: RouterMiddleware {
  private let trusted: Set<WebOrigin>
  private let allowsSameSite: Bool
  private let exempt: Set<String>

  /// A protection of the routes that are added behind it.
  /// - Parameters:
  ///   - origins: pages that may send what they like; the site's own, where a proxy changes `Host`.
  ///   - allowsSameSite: whether pages of sibling hosts may as well (`a.example.org` and `b.example.org`, even if
  ///     another party runs one), as far as browsers say so themselves.
  ///   - routes: those that any page may call, for instance with a proof of its own in the body: each as it was added
  ///     to the router, with its groups (`"/hooks/:name"`). It is the router's finding that is compared, and not what
  ///     the client wrote.
  public init(
    trusting origins: [WebOrigin] = [], allowsSameSite: Bool = false, exempting routes: [RouterPath] = []
  ) {
    trusted = Set(origins)
    self.allowsSameSite = allowsSameSite
    exempt = Set(routes.map(\.description))
  }

  /// Runs what stands behind it, unless another site's page has sent the request.
  /// - Throws: what that throws; `HTTPError` with 403.
  @concurrent
  public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let objection = objection(to: request.head, route: context.endpointPath) else {
      return try await next(request, context)
    }
    context.logger.notice(
      "request from another site refused",
      metadata: ["reason": "\(objection)", "route": "\(context.endpointPath ?? "none")"])
    throw HTTPError(.forbidden, message: "This request was sent by a page of another site, and is refused.")
  }

  /// Why a request is refused, and what to do if it was meant to come; `nil` where it passes.
  func objection(to request: HTTPRequest, route: String?) -> String? {
    let fields = request.headerFields
    guard !request.method.isSafe || fields[.upgrade] != nil else { return nil }
    if let route, exempt.contains(route) { return nil }
    let origin = fields[.origin].flatMap { try? WebOrigin($0) }
    if let origin, trusted.contains(origin) { return nil }
    let sender = "Origin '\(fields[.origin]?.prefix(200) ?? "")'"
    if let site = fields[.secFetchSite] {
      guard !["same-origin", "none"].contains(site), !(allowsSameSite && site == "same-site") else { return nil }
      return "Sec-Fetch-Site '\(site.prefix(20))', \(sender): trust that origin, or exempt the route"
    }
    guard fields[.origin] != nil else { return nil }
    let host = request.authority ?? ""
    if let origin, origin.isPage(of: host) { return nil }
    return """
      \(sender) for Host '\(host.prefix(200))', without Sec-Fetch-Site: if that is the site itself, have the \
      proxy hand on the browser's Host, or trust the origin; if not, trust it all the same, or exempt the route
      """
  }
}

extension WebOrigin {
  /// Whether its host and port are those of a `Host` field.
  fileprivate func isPage(of host: String) -> Bool {
    // A program that shows pages of its own, or an extension, has names that are no hosts.
    ["http", "https"].contains(scheme) && (try? WebOrigin("\(scheme)://\(host)")) == self
  }
}
#endif
