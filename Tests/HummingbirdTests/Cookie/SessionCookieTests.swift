#if Hummingbird
import FileSessions
import Testing

@testable import FileSessionsHummingbird

@Suite("The session's cookie: what browsers are told")
struct SessionCookieTests {
  private func parsed(_ cookie: SessionCookie, _ lifetime: Duration? = .seconds(60)) throws -> SetCookie {
    let id = try SessionID.random()
    let set = try #require(SetCookie(cookie.setCookieHeader(for: id, maxAge: lifetime)))
    #expect(set.name == cookie.name)
    #expect(set.value == id.text)
    return set
  }

  @Test("The default is for this host alone, encrypted, out of reach of scripts and of other sites' forms")
  func standard() throws {
    let cookie = SessionMiddlewareConfiguration().cookie
    #expect(cookie == .host("session"))
    #expect(cookie.name == "__Host-session")
    #expect(
      try parsed(cookie).attributes == ["Secure": "", "HttpOnly": "", "SameSite": "Lax", "Path": "/", "Max-Age": "60"])
  }

  @Test("A host's cookie has no domain and no path of its own, whatever else is chosen")
  func host() throws {
    for sameSite in [SessionCookie.SameSite.lax, .strict, .none] {
      let attributes = try parsed(.host("x", sameSite: sameSite)).attributes
      #expect(attributes["Domain"] == nil)
      #expect(attributes["Path"] == "/")
      #expect(attributes["Secure"] == "")
      #expect(attributes["HttpOnly"] == "")
    }
  }

  @Test("The site policy is what was chosen") func sameSite() throws {
    #expect(try parsed(.host("x", sameSite: .lax)).attributes["SameSite"] == "Lax")
    #expect(try parsed(.host("x", sameSite: .strict)).attributes["SameSite"] == "Strict")
    #expect(try parsed(.host("x", sameSite: .none)).attributes["SameSite"] == "None")
    #expect(try parsed(.secure("x", sameSite: .strict)).attributes["SameSite"] == "Strict")
    #expect(try parsed(.insecure("x")).attributes["SameSite"] == "Lax")
  }

  @Test("A secure cookie may be of a path and of a domain") func secure() throws {
    let plain = try parsed(.secure("app"))
    #expect(plain.name == "__Secure-app")
    #expect(plain.attributes == ["Secure": "", "HttpOnly": "", "SameSite": "Lax", "Path": "/", "Max-Age": "60"])
    let part = try parsed(.secure("app", path: "/shop", domain: "example.org"))
    #expect(part.attributes["Path"] == "/shop")
    #expect(part.attributes["Domain"] == "example.org")
    #expect(part.attributes["Secure"] == "")
    #expect(part.attributes["HttpOnly"] == "")
  }

  @Test("An insecure cookie is that, and nothing else") func insecure() throws {
    let set = try parsed(.insecure("app", path: "/shop"))
    #expect(set.name == "app")
    #expect(set.attributes == ["HttpOnly": "", "SameSite": "Lax", "Path": "/shop", "Max-Age": "60"])
  }

  @Test("Without a lifetime it lives as long as the browser runs") func sessionCookie() throws {
    #expect(try parsed(.host("x"), nil).attributes["Max-Age"] == nil)
  }

  @Test("A lifetime is told in whole seconds that it has left, and never in less than none")
  func wholeSeconds() throws {
    #expect(try parsed(.host("x"), .milliseconds(2500)).maxAge == 2)
    #expect(try parsed(.host("x"), .zero).maxAge == 0)
    #expect(try parsed(.host("x"), .seconds(-7)).maxAge == 0)
    #expect(try parsed(.host("x"), .seconds(604_800)).maxAge == 604_800)
  }

  @Test("It is removed by the attributes that it was set with")
  func removing() throws {
    let cookies = [
      SessionCookie.host("x"), .host("x", sameSite: .none), .secure("x", path: "/shop", domain: "example.org"),
      .insecure("x", path: "/shop"),
    ]
    for cookie in cookies {
      let removal = try #require(SetCookie(cookie.expiredCookieHeader))
      #expect(removal.isRemoval)
      #expect(removal.name == cookie.name)
      var attributes = try parsed(cookie).attributes
      attributes["Max-Age"] = "0"
      #expect(removal.attributes == attributes)
    }
  }
}
#endif
