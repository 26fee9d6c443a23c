#if Demo
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The page, from memory. It asks for nothing else.
enum PageRoutes {
  /// - Parameter origins: where the page may send requests to, by the name that it was asked for under.
  static func add(to router: Router<VisitContext>, origins: @escaping @Sendable (Request) -> [String]) {
    let files = [
      ("/", PackageResources.demo_html, "text/html; charset=utf-8"),
      ("/demo.css", PackageResources.demo_css, "text/css; charset=utf-8"),
      ("/demo.js", PackageResources.demo_js, "text/javascript; charset=utf-8"),
    ]
    for (path, bytes, type) in files { serve(RouterPath(path), bytes, type, router, origins) }
  }

  private static func serve(
    _ path: RouterPath, _ bytes: [UInt8], _ type: String, _ router: Router<VisitContext>,
    _ origins: @escaping @Sendable (Request) -> [String]
  ) {
    router.get(path) { request, _ in
      let reachable = origins(request).joined(separator: " ")
      return Response(
        status: .ok,
        headers: [
          .contentType: type, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
          .contentSecurityPolicy:
            "default-src 'self'; img-src 'self' data:; connect-src \(reachable); frame-ancestors 'none'",
        ],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
}
#endif
