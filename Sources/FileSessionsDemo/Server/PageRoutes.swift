#if Demo
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The page, from memory. It asks for nothing else.
enum PageRoutes {
  static func add(to router: Router<VisitContext>) {
    serve("/", PackageResources.demo_html, "text/html; charset=utf-8", router)
    serve("/demo.css", PackageResources.demo_css, "text/css; charset=utf-8", router)
    serve("/demo.js", PackageResources.demo_js, "text/javascript; charset=utf-8", router)
    router.get("/favicon.ico") { _, _ in HTTPResponse.Status.noContent }
  }

  private static func serve(_ path: RouterPath, _ bytes: [UInt8], _ type: String, _ router: Router<VisitContext>) {
    router.get(path) { _, _ in
      Response(
        status: .ok,
        headers: [
          .contentType: type, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
          .contentSecurityPolicy: "default-src 'self'; connect-src *; frame-ancestors 'none'",
        ],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
}
#endif
