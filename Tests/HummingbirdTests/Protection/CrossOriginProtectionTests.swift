#if Hummingbird
import FileSessions
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import FileSessionsHummingbird

@Suite("Requests from other sites")
struct CrossOriginProtectionTests {
  private typealias Protection = CrossOriginProtection<TestContext>

  private func passes(
    _ protection: Protection, _ method: HTTPRequest.Method = .post, host: String? = "shop.example", site: String? = nil,
    origin: String? = nil, route: String? = nil
  ) -> Bool {
    var fields = HTTPFields()
    fields[.secFetchSite] = site
    fields[.origin] = origin
    let request = HTTPRequest(method: method, scheme: nil, authority: host, path: "/", headerFields: fields)
    return protection.objection(to: request, route: route) == nil
  }

  @Test("What a browser says of the site decides, whatever the origin is")
  func site() {
    for origin in [nil, "https://shop.example", "https://evil.example", "null"] {
      for site in ["same-origin", "none"] { #expect(passes(Protection(), site: site, origin: origin)) }
      for site in ["cross-site", "same-site", "", "Same-Origin", "none, none", "same-origin, cross-site", "x"] {
        #expect(!passes(Protection(), site: site, origin: origin), "\(site)")
      }
    }
    #expect(passes(Protection(allowsSameSite: true), site: "same-site"))
    #expect(!passes(Protection(allowsSameSite: true), site: "cross-site"))
  }

  @Test(
    "Without that the origin has to be the host that was asked",
    arguments: [
      ("https://shop.example", "shop.example"), ("http://shop.example", "shop.example"),
      ("https://shop.example", "Shop.Example:443"), ("http://shop.example", "shop.example:80"),
      ("https://shop.example:8443", "shop.example:8443"), ("http://[::1]:8080", "[::1]:8080"),
    ])
  func own(_ origin: String, _ host: String) { #expect(passes(Protection(), host: host, origin: origin)) }

  @Test(
    "Any other origin is refused",
    arguments: [
      ("https://evil.example", "shop.example"), ("https://shop.example.evil.example", "shop.example"),
      ("https://evilshop.example", "shop.example"), ("https://www.shop.example", "shop.example"),
      ("https://shop.example:8443", "shop.example"), ("https://shop.example", "shop.example:8443"),
      ("https://shop.example", "shop.example:80"), ("null", "shop.example"), ("null", "null"), ("", "shop.example"),
      ("shop.example", "shop.example"), ("https://shop.example/", "shop.example"), ("https://", ""),
      ("https://evil.example", "evil.example/"), ("https://evil.example, https://shop.example", "shop.example"),
      ("chrome-extension://shop.example", "shop.example"), ("file://", "shop.example"),
    ])
  func foreign(_ origin: String, _ host: String) {
    #expect(!passes(Protection(), host: host, origin: origin))
    #expect(!passes(Protection(allowsSameSite: true), host: host, origin: origin))
  }

  @Test("A request without a host has no origin of its own; one that says nothing is no browser's") func silent() {
    #expect(!passes(Protection(), host: nil, origin: "https://shop.example"))
    #expect(passes(Protection()))
    #expect(passes(Protection(), host: nil))
  }

  @Test("Methods that change nothing pass, but not one that opens a WebSocket") func methods() {
    for method in [HTTPRequest.Method.get, .head, .options, .trace] {
      #expect(passes(Protection(), method, site: "cross-site", origin: "https://evil.example"))
    }
    let others = ["get", "CONNECT", "QUERY", "PROPFIND", "LINK"].compactMap { HTTPRequest.Method($0) }
    for method in [.post, .put, .patch, .delete] + others {
      #expect(!passes(Protection(), method, site: "cross-site"), "\(method)")
    }
    var request = HTTPRequest(method: .get, scheme: nil, authority: "shop.example", path: "/")
    request.headerFields = [.upgrade: "websocket", .origin: "https://evil.example"]
    #expect(Protection().objection(to: request, route: nil) != nil)
    request.headerFields[.origin] = "https://shop.example"
    #expect(Protection().objection(to: request, route: nil) == nil)
  }

  @Test("An origin that is trusted passes, and none beside it") func trusted() throws {
    let protection = Protection(trusting: [
      try WebOrigin("https://Accounts.example"), try WebOrigin("capacitor://localhost"),
    ])
    for site in [nil, "cross-site", "same-site"] {
      for origin in ["https://accounts.example", "capacitor://localhost"] {
        #expect(passes(protection, site: site, origin: origin))
      }
      for origin in ["http://accounts.example", "https://accounts.example:8443", "https://x.accounts.example", "null"] {
        #expect(!passes(protection, site: site, origin: origin), "\(origin)")
      }
    }
    #expect(!passes(protection, site: "cross-site"))
  }

  private static let foreign: HTTPFields = [.secFetchSite: "cross-site", .origin: "https://evil.example"]

  private func site(_ store: any SessionStore) -> Site {
    Site(store) { router in
      let routes = router.group("shop").add(middleware: Protection(exempting: ["shop/hooks/:name"]))
      for path in ["add", "hooks/:name", "hooks/:name/more"] as [RouterPath] {
        routes.post(path) { _, context -> String in
          try await context.session.edit { $0.count += 1 }
          return "counted"
        }
      }
    }
  }

  @Test("It is refused before the handler, with words, and the log says what to do", arguments: StoreKind.allCases)
  func refused(_ kind: StoreKind) async throws {
    let site = site(try kind.open().store)
    try await site.test { client in
      let browser = Browser(client)
      #expect(try await browser.send(.post, "/shop/add", fields: [.secFetchSite: "same-origin"]).status == .ok)
      let reply = try await browser.send(.post, "/shop/add", fields: Self.foreign)
      #expect(reply.status == .forbidden && reply.text.contains("another site"))
      #expect(reply.setCookies.isEmpty)
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
    }
    let lines = site.log.lines(.notice)
    #expect(lines.count == 1)
    for word in ["cross-site", "https://evil.example", "route=/shop/add", "trust that origin, or exempt the route"] {
      #expect(lines.first?.contains(word) == true, "\(word)")
    }
  }

  @Test("A route that is exempt passes, and no other spelling of a path does", arguments: StoreKind.allCases)
  func exempt(_ kind: StoreKind) async throws {
    try await site(try kind.open().store).test { client in
      let browser = Browser(client)
      #expect(try await browser.send(.post, "/shop/hooks/a", fields: Self.foreign).status == .ok)
      #expect(try await browser.send(.post, "/shop/hooks/add", fields: Self.foreign).status == .ok)
      let paths = [
        "/shop/add", "//shop//add", "/shop/add/", "/shop/add?x=/shop/hooks/a", "/shop/add#/shop/hooks/a", "/shop/%61dd",
        "/shop/hooks/../add", "/shop/hooks/%2e%2e/add", "/shop/add;/hooks/a", "/shop/hooks/a/more",
        "/shop/hooks/a/../more",
      ]
      for path in paths {
        let status = try await browser.send(.post, path, fields: Self.foreign).status
        #expect(status == .forbidden || status == .notFound, "\(path)")
      }
      #expect(try await browser.get("/visit").text == Visit(count: 2).text)
    }
  }
}
#endif
