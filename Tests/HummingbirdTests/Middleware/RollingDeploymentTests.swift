#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

/// What the next version of the program keeps in a session.
private struct NextVisit: Codable, Sendable {
  var user: String?
  var items: [String] = []
  var count = 0
  var coupon: String?
}

/// What it keeps after a change that needs a number: `user` is called `name`.
private struct RenamedVisit: Codable, Sendable {
  var name: String?
  var items: [String] = []
}

@Suite("Session middleware: two versions of a program at once")
struct RollingDeploymentTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  private func nextVersion(_ store: any SessionStore) -> Application<RouterResponder<BasicSessionContext<NextVisit>>> {
    let router = Router(context: BasicSessionContext<NextVisit>.self)
    router.add(middleware: SessionMiddleware(store) { NextVisit() })
    router.post("coupon") { _, context -> String in
      try await context.session.edit { $0.coupon = "X" }
      return "given"
    }
    router.get("coupon") { _, context -> String in try await context.session.value?.coupon ?? "none" }
    return Application(router: router)
  }

  private func renamed(_ store: any SessionStore) -> Application<RouterResponder<BasicSessionContext<RenamedVisit>>> {
    let router = Router(context: BasicSessionContext<RenamedVisit>.self)
    let schema = SessionSchema<RenamedVisit>(2) { json, number in
      guard number < 2 else { throw Refusal() }
      let old = try JSONDecoder().decode(Visit.self, from: Data(json))
      guard old.user != "mallory" else { throw Refusal() }
      return RenamedVisit(name: old.user, items: old.items)
    }
    router.add(middleware: SessionMiddleware(store, schema: schema) { RenamedVisit() })
    router.get("name") { _, context -> String in try await context.session.value?.name ?? "none" }
    router.post("item") { _, context -> String in
      try await context.session.edit { $0.items.append("new") }
      return "added"
    }
    return Application(router: router)
  }

  @Test(
    "A property of the newer one outlives what the older one saves: edits, decisions, logins, messages",
    arguments: StoreKind.allCases, concurrencies)
  func kept(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let cookie = KeptCookie()
    try await nextVersion(store).test(.router) { client in
      let browser = Browser(client)
      try await browser.post("/coupon")
      cookie.keep(browser.cookie)
    }
    try await Site(store, .with { $0.concurrency = concurrency }).test { client in
      let browser = Browser(client, cookie: cookie.value)
      let second = Browser(client, cookie: cookie.value)
      try await browser.post("/count")
      try await browser.post("/flash/hello")
      try await browser.get("/flashes")
      try await browser.post("/login/alice")
      #expect(try await browser.get("/visit").text == Visit(user: "alice", count: 1).text)
      cookie.keep(browser.cookie)
      // A copy of it, too.
      try await second.post("/login/alice")
      cookie.keepSecond(second.cookie)
    }
    try await nextVersion(store).test(.router) { client in
      let first = try await Browser(client, cookie: cookie.value).get("/coupon").text
      let second = try await Browser(client, cookie: cookie.second).get("/coupon").text
      #expect([first, second] == ["X", "X"])
    }
  }

  @Test(
    "An older form is read by a newer version, and saved in its own; not the other way round",
    arguments: StoreKind.allCases)
  func schema(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let (old, cookie) = (Site(store), KeptCookie())
    try await old.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      cookie.keep(browser.cookie)
    }
    try await renamed(store).test(.router) { client in
      let browser = Browser(client, cookie: cookie.value)
      #expect(try await browser.get("/name").text == "alice")
      try await browser.post("/item")
      #expect(try await browser.get("/name").text == "alice")
    }
    let id = try #require(SessionID(cookie.value ?? ""))
    let stored = try #require(try await store.load(id)).payload
    #expect(!String(decoding: stored, as: UTF8.self).contains(#""user""#))
    // A version that has numbers, and a smaller one, does not lose it.
    let earlier = SessionSchema<Visit>(1) { _, _ in throw Refusal() }
    let router = Router(context: BasicSessionContext<Visit>.self)
    router.add(middleware: SessionMiddleware(store, schema: earlier) { Visit() })
    router.post("count") { _, context -> String in
      try await context.session.edit { $0.count += 1 }
      return "counted"
    }
    try await Application(router: router).test(.router) { client in
      let status = try await Browser(client, cookie: cookie.value).post("/count").status
      #expect(status == .serviceUnavailable)
    }
    #expect(try await store.load(id)?.payload == stored)
    // Nor does one that has no numbers yet.
    try await old.test { client in
      let status = try await Browser(client, cookie: cookie.value).post("/count").status
      #expect(status == .serviceUnavailable)
    }
    #expect(try await store.load(id)?.payload == stored)
  }

  @Test("What another user was given is not kept for the next one", arguments: StoreKind.allCases)
  func otherUser(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let users = UserSessions(store)
    let site = Site(store, .with { $0.users = users }) { router in
      router.post("/enter/:user") { _, context -> String in
        let user = try context.parameters.require("user")
        try await context.session.bind(to: user)
        try await context.session.edit { $0 = Visit(user: user) }
        return "entered"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice")
      let id = try #require(browser.cookie.flatMap { SessionID($0) })
      try await store.update(id) { draft in
        let text = String(decoding: draft.payload, as: UTF8.self)
        draft.payload = Array(text.replacing(#""value":{"#, with: #""value":{"isAdmin":true,"#).utf8)
      }
      try await browser.post("/count")
      #expect(String(decoding: try await store.load(id)?.payload ?? [], as: UTF8.self).contains("isAdmin"))
      try await browser.post("/enter/bob")
      let moved = try #require(browser.cookie.flatMap { SessionID($0) })
      #expect(moved != id)
      #expect(!String(decoding: try await store.load(moved)?.payload ?? [], as: UTF8.self).contains("isAdmin"))
    }
  }

  @Test("An older form that cannot be made into the newer one counts as none, and stays", arguments: StoreKind.allCases)
  func refused(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let payload = Array(#"{"value":{"user":"mallory","items":[],"count":1}}"#.utf8)
    let id = try await store.create(payload).id
    try await renamed(store).test(.router) { client in
      let browser = Browser(client, cookie: id.text)
      let name = try await browser.get("/name").text
      #expect(name == "none")
    }
    #expect(try await store.load(id)?.payload == payload)
  }
}
#endif
