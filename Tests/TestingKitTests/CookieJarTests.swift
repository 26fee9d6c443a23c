import FileSessions
import FileSessionsTesting
import Testing

@Suite("The cookies of a browser")
struct CookieJarTests {
  private let clock = ManualClock()

  private func jar(_ fields: String..., from request: CookieJar.Request = CookieJar.Request()) -> CookieJar {
    var jar = CookieJar(clock: clock.sessionClock)
    jar.receive(fields, from: request)
    return jar
  }

  private func request(_ host: String, _ path: String = "/", isSecure: Bool = true) -> CookieJar.Request {
    CookieJar.Request(host: host, path: path, isSecure: isSecure)
  }

  @Test("What a server sets is sent back as it came") func value() {
    #expect(jar().header() == nil)
    let jar = jar("a=1; Path=/; HttpOnly; SameSite=Lax", " b = x=\"y z\" ", "empty=")
    #expect(jar.header() == "a=1; b=x=\"y z\"; empty=")
    #expect(jar.value(of: "b") == "x=\"y z\"")
    #expect(jar.value(of: "empty")?.isEmpty == true)
    #expect(jar.value(of: "A") == nil)
  }

  @Test("What is no cookie is passed over, and what follows it is not", arguments: ["", "a", "=1", ";a=1", "a\u{7}=1"])
  func malformed(_ field: String) {
    #expect(jar(field, "b=2").header() == "b=2")
  }

  @Test("A cookie of one name, host and path is replaced, and keeps its place") func replaced() {
    var jar = jar("a=1", "b=2")
    jar.receive(["a=3"])
    #expect(jar.header() == "a=3; b=2")
    jar.receive(["a=4; Path=/below"])
    #expect(jar.header() == "a=3; b=2")
    #expect(jar.header(for: request("localhost", "/below/x")) == "a=4; a=3; b=2")
    #expect(jar.value(of: "a", for: request("localhost", "/below")) == "4")
  }

  @Test("It is kept for Max-Age, and forgotten at once for none") func maximumAge() {
    var jar = jar("short=1; Max-Age=10", "long=2; max-age = 20 ", "session=3")
    clock.advance(by: .seconds(9))
    #expect(jar.header() == "short=1; long=2; session=3")
    clock.advance(by: .seconds(1))
    #expect(jar.header() == "long=2; session=3")
    jar.receive(["long=4; Max-Age=100"])
    clock.advance(by: .seconds(99))
    #expect(jar.header() == "long=4; session=3")
    jar.receive(["long=; Max-Age=0", "session=; Max-Age=-1", "never=5; Max-Age=0"])
    #expect(jar.header() == nil)
    jar.receive(["a=1; Max-Age=99999999999999999999", "b=2; Max-Age=soon", "c=3; Max-Age=-99999999999999999999"])
    clock.advance(by: .seconds(1_000_000_000))
    #expect(jar.header() == "a=1; b=2")
  }

  @Test(
    "It is kept until Expires, however that is written; Max-Age comes before it",
    arguments: [
      "Tue, 14 Nov 2023 22:13:30 GMT", "Tuesday, 14-Nov-23 22:13:30 GMT", "Tue Nov 14 22:13:30 2023",
      "14 november 2023 22:13:30", "22:13:30 14 Nov 2023",
    ])
  func date(_ text: String) {
    var jar = jar("a=1; Expires=\(text)", "b=2; Expires=\(text); Max-Age=20")
    clock.advance(by: .seconds(9))
    #expect(jar.header() == "a=1; b=2")
    clock.advance(by: .seconds(1))
    #expect(jar.header() == "b=2")
    jar.receive(["b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
    #expect(jar.header() == nil)
  }

  @Test("Dates are counted as the calendar has them") func calendar() {
    for (date, seconds) in [
      ("01 Jan 1970 00:00:00", 0), ("29 Feb 2000 12:00:00", 951_825_600), ("01 Mar 2000 00:00:00", 951_868_800),
      ("31 Dec 1999 23:59:59", 946_684_799), ("01 Jan 70 00:00:01", 1), ("28 Feb 2100 00:00:00", 4_107_456_000),
      ("01 Mar 2100 00:00:00", 4_107_542_400),
    ] {
      let clock = ManualClock(start: Timestamp(nanosecondsSince1970: Int64(seconds - 1) * 1_000_000_000))
      var jar = CookieJar(clock: clock.sessionClock)
      jar.receive(["a=1; Expires=\(date)"])
      #expect(jar.header() == "a=1", "\(date)")
      clock.advance(by: .seconds(1))
      #expect(jar.header() == nil, "\(date)")
    }
  }

  @Test(
    "A date that makes no sense is none: the cookie lives as long as the browser",
    arguments: ["", "soon", "32 Jan 1970 00:00:00", "1 Jan 1970", "1 Jan 1970 24:00:00", "1 Jan 1600 00:00:00"])
  func noDate(_ text: String) {
    #expect(jar("a=1; Expires=\(text)").header() == "a=1")
  }

  @Test("Without a domain it is this host's alone; with one, also of what is below") func domains() {
    let jar = jar(
      "own=1", "all=2; Domain=example.org", "dotted=3; domain=.Example.ORG", "foreign=4; Domain=example.com",
      "below=5; Domain=a.shop.example.org", "top=6; Domain=org", "resembling=7; Domain=ample.org",
      from: request("shop.example.org"))
    #expect(jar.header(for: request("Shop.Example.org")) == "own=1; all=2; dotted=3")
    #expect(jar.header(for: request("a.shop.example.org")) == "all=2; dotted=3")
    #expect(jar.header(for: request("example.org")) == "all=2; dotted=3")
    #expect(jar.header(for: request("anexample.org")) == nil)
    #expect(jar.header(for: request("org")) == nil)
  }

  @Test("Nothing is below an address, and a host of one word may name itself") func addresses() {
    let address = jar("a=1", "b=2; Domain=0.0.1", "c=3; Domain=127.0.0.1", from: request("127.0.0.1"))
    #expect(address.header(for: request("127.0.0.1")) == "a=1; c=3")
    #expect(jar("a=1; Domain=localhost").header() == "a=1")
    #expect(jar("a=1; Domain=localhost").header(for: request("x.localhost")) == nil)
  }

  @Test("It is sent to its path and what is below, the longest path first") func paths() {
    let jar = jar(
      "root=1; Path=/", "shop=2; Path=/shop", "slash=3; Path=/shop/", "default=4", "broken=5; Path=shop",
      from: request("localhost", "/shop/cart?x=/y/z"))
    #expect(jar.header(for: request("localhost", "/shop/cart")) == "slash=3; shop=2; default=4; broken=5; root=1")
    #expect(jar.header(for: request("localhost", "/shop")) == "shop=2; default=4; broken=5; root=1")
    #expect(jar.header(for: request("localhost", "/shopping")) == "root=1")
    #expect(self.jar("a=1", from: request("localhost", "/cart")).header() == "a=1")
  }

  @Test("A secure one comes and goes encrypted, and none from an open connection stands before it") func secure() {
    let open = request("example.org", isSecure: false)
    var jar = jar("a=1; Secure", from: open)
    #expect(jar.header(for: request("example.org")) == nil)
    jar.receive(["a=2; Secure", "b=3"], from: request("example.org"))
    #expect(jar.header(for: request("example.org")) == "a=2; b=3")
    #expect(jar.header(for: open) == "b=3")
    jar.receive(["a=4", "a=5; Path=/below", "a=6; Domain=example.org", "b=7"], from: open)
    #expect(jar.header(for: request("example.org", "/below")) == "a=2; b=7")
  }

  @Test("A name with a prefix is taken only with what the prefix promises") func prefixes() {
    let refused = [
      "__Host-a=1", "__Host-a=1; Secure", "__Host-a=1; Secure; Path=/x", "__Host-a=1; Path=/",
      "__Host-a=1; Secure; Path=/; Domain=example.org", "__host-a=1; Path=/", "__Secure-a=1", "__SECURE-a=1; Path=/",
    ]
    for field in refused {
      let page = request("example.org", "/x")
      #expect(jar(field, from: page).header(for: page) == nil, "\(field)")
    }
    let kept = jar("__Host-a=1; Secure; Path=/", "__Secure-b=2; Secure", from: request("example.org"))
    #expect(kept.header(for: request("example.org")) == "__Host-a=1; __Secure-b=2")
  }

  @Test("It keeps what SessionCookie sets, and forgets it when told so") func sessionCookie() throws {
    let id = try SessionID.random()
    let shop = request("shop.example.org", "/shop/cart")
    for cookie in [
      SessionCookie.host("s"), .secure("s", path: "/shop", domain: "example.org"), .insecure("s", path: "/shop"),
    ] {
      var jar = CookieJar(clock: clock.sessionClock)
      jar.receive([cookie.setCookieHeader(for: id, maxAge: .seconds(60))], from: shop)
      let header = try #require(jar.header(for: shop))
      #expect(cookie.read(from: [header]) == .id(id))
      jar.receive([cookie.expiredCookieHeader], from: shop)
      #expect(jar.header(for: shop) == nil)
    }
  }
}
