#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Tokens for forms, in requests")
struct FormTokenCheckTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]
  private static let header = HTTPField.Name("X-CSRF-Token")

  private struct Form: Decodable { let item: String }

  private func site(_ store: any SessionStore, _ concurrency: SessionConcurrency = .optimistic) -> Site {
    Site(store, .with { $0.concurrency = concurrency }) { router in
      let routes = router.group("form").add(middleware: FormTokenCheck())
      routes.get("token") { _, context -> String in try await context.session.formToken ?? "none" }
      routes.post("count") { _, context -> String in
        try await context.session.edit { $0.count += 1 }
        return "counted"
      }
      // A handler reads the form that was read for its token.
      routes.post("add") { request, context -> String in
        let form = try await URLEncodedFormDecoder().decode(Form.self, from: request, context: context)
        try await context.session.edit { $0.items.append(form.item) }
        return "added"
      }
      router.post("rotating") { _, context -> String in
        try context.session.rotate()
        return try await context.session.formToken ?? "none"
      }
      router.post("deciding") { _, context -> String in
        try context.session.rotate()
        try await context.session.decide { $0.count += 1 }
        return try await context.session.formToken ?? "none"
      }
    }
  }

  private func fields(_ token: String) throws -> HTTPFields {
    var fields = HTTPFields()
    fields[try #require(Self.header)] = token
    return fields
  }

  private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded; charset=utf-8"]

  @Test(
    "A page's token is accepted in the header and in the form, more than once", arguments: StoreKind.allCases,
    concurrencies)
  func accepted(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await site(try kind.open().store, concurrency).test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let (token, other) = (try await browser.get("/form/token").text, try await browser.get("/form/token").text)
      #expect(token != other)
      for token in [token, other, token] {
        #expect(try await browser.send(.post, "/form/count", fields: fields(token)).status == .ok)
      }
      let body = "item=b%26c&csrf_token=\(token)"
      #expect(try await browser.send(.post, "/form/add", fields: Self.form, body: body).text == "added")
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "b&c"], count: 3).text)
    }
  }

  @Test("Any other is 403, and changes nothing", arguments: StoreKind.allCases, concurrencies)
  func refused(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await site(try kind.open().store, concurrency).test { client in
      let (browser, other) = (Browser(client), Browser(client))
      try await browser.post("/add/a")
      try await other.post("/add/b")
      let before = try await browser.get("/form/token").text
      try await browser.post("/login/alice")
      let token = try await browser.get("/form/token").text
      let tokens = [
        before, try await other.get("/form/token").text, String(token.dropLast()), token + "A",
        String(token.dropFirst(43)) + token.prefix(43).reversed(), String(repeating: "A", count: 86), "",
        String(repeating: "A", count: 10_000), token + ", " + token,
      ]
      for token in tokens {
        #expect(try await browser.send(.post, "/form/count", fields: fields(token)).status == .forbidden)
        let reply = try await browser.send(.post, "/form/add", fields: Self.form, body: "item=x&csrf_token=\(token)")
        #expect(reply.status == .forbidden && reply.text.contains("load it again"))
      }
      for body in [
        nil, "", "item=x", "item=x&csrf_token", "item=x&xcsrf_token=\(token)", "csrf_token=&csrf_token=\(token)",
      ] {
        #expect(try await browser.send(.post, "/form/add", fields: Self.form, body: body).status == .forbidden)
      }
      // Of another type it is no form.
      #expect(try await browser.send(.post, "/form/add", body: "csrf_token=\(token)").status == .forbidden)
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
      #expect(try await browser.send(.post, "/form/count", fields: fields(token)).status == .ok)
    }
  }

  @Test("Where there is no session there is no token, and none is accepted", arguments: StoreKind.allCases)
  func without(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let site = site(store)
    try await site.test { client in
      let invented = try SessionID.random()
      for browser in [Browser(client), Browser(client, cookie: invented.text)] {
        #expect(try await browser.get("/form/token").text == "none")
        let token = try invented.formToken()
        #expect(try await browser.send(.post, "/form/count", fields: fields(token)).status == .forbidden)
      }
      // After a logout likewise.
      let browser = Browser(client)
      try await browser.post("/add/a")
      let token = try await browser.get("/form/token").text
      let late = Browser(client, cookie: browser.cookie)
      try await browser.post("/logout")
      #expect(try await late.send(.post, "/form/count", fields: fields(token)).status == .forbidden)
    }
    #expect(try await store.sessionCount == 0)
    #expect(site.log.contains("CrossOriginProtection protects what begins one"))
  }

  @Test("A request that asks for a new id has no token, unless it has the id already", arguments: StoreKind.allCases)
  func rotating(_ kind: StoreKind) async throws {
    try await site(try kind.open().store).test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      #expect(try await browser.post("/rotating").text == "none")
      let token = try await browser.post("/deciding").text
      #expect(try await browser.send(.post, "/form/count", fields: fields(token)).status == .ok)
    }
  }

  @Test("A form that is too large is 413, and is not read further") func large() async throws {
    try await site(MemorySessionStore()).test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let body = "item=" + String(repeating: "x", count: 3 << 20)
      #expect(try await browser.send(.post, "/form/add", fields: Self.form, body: body).status == .contentTooLarge)
    }
  }

  @Test("Without the session's middleware in front it fails, and does not let pass") func missing() async throws {
    let router = Router(context: TestContext.self)
    router.group("x").add(middleware: FormTokenCheck()).post { _, _ -> String in "done" }
    try await Application(router: router).test(.router) { client in
      let response = try await client.executeRequest(uri: "/x", method: .post, headers: [:], body: nil)
      #expect(response.status == .internalServerError)
    }
  }
}
#endif
