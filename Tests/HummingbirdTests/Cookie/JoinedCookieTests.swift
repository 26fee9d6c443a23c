#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

/// A proxy joins the fields into which HTTP/2 splits cookies with a comma. The same text is one cookie whose value has
/// commas, and that value may be somebody else's.
@Suite("The session's cookie: joined to others with a comma")
struct JoinedCookieTests {
  private let mine: SessionID
  private let theirs: SessionID

  init() throws {
    mine = try SessionID.random()
    theirs = try SessionID.random()
  }

  private static let cookies = [
    SessionCookie.host("session"), .secure("session"), .named("connect.sid"), .insecure("session"),
  ]

  @Test("What stands first is read up to the comma", arguments: cookies) func first(_ cookie: SessionCookie) {
    let own = "\(cookie.name)=\(mine.text)"
    for field in [
      "\(own), theme=dark", "\(own),theme=dark", "\(own),", "theme=dark; \(own), a=1; b=2", "a=1, b=2; \(own), c=3",
      "\(own), \(own)", "\(own), x\(cookie.name)=\(theirs.text)",
    ] {
      #expect(cookie.read(from: [field]) == .id(mine), "\(field)")
    }
  }

  @Test("What stands behind a comma is never taken, and not looked up either", arguments: cookies)
  func hidden(_ cookie: SessionCookie) {
    let planted = "\(cookie.name)=\(theirs.text)"
    for field in ["last=x, \(planted)", "last=x,\(planted), y=z", "last=x; a=,, \t\(planted)", ", \(planted)"] {
      #expect(cookie.read(from: [field]) == .unusable([]), "\(field)")
      // Nor does it stand in the way of one that the browser has sent.
      let own = "\(cookie.name)=\(mine.text)"
      #expect(cookie.read(from: ["\(field); \(own)"]) == .id(mine), "\(field)")
      #expect(cookie.read(from: ["\(own); \(field)"]) == .id(mine), "\(field)")
      #expect(cookie.read(from: [field, own]) == .id(mine), "\(field)")
    }
  }

  @Test("A name that stands in both places makes both none; a host's own cookie is the first", arguments: cookies)
  func both(_ cookie: SessionCookie) {
    let isHosts = cookie == .host("session")
    for between in ["", " a=1,", " a=1, b=2, "] {
      let field = "\(cookie.name)=\(mine.text),\(between) \(cookie.name)=\(theirs.text)"
      #expect(cookie.read(from: [field]) == (isHosts ? .id(mine) : .unusable([])), "\(field)")
    }
  }

  @Test("What is no id before the comma is none", arguments: cookies) func malformed(_ cookie: SessionCookie) {
    for value in ["", "x", "\(mine.text) ", "\"\(mine.text)", "\(mine.text)A"] {
      let field = "\(cookie.name)=\(value), \(cookie.name)=\(theirs.text)"
      #expect(cookie.read(from: [field]) == .unusable([]), "\(field)")
    }
  }

  @Test(
    "Nobody is brought into another's session, and nobody is locked out of their own", arguments: StoreKind.allCases)
  func planted(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    try await Site(store).test { client in
      let (mallory, alice) = (Browser(client), Browser(client))
      try await mallory.post("/login/mallory")
      let bait = try #require(mallory.cookie)
      func look(_ cookies: String) async throws -> String {
        let headers: HTTPFields = [.cookie: cookies]
        let response = try await client.executeRequest(uri: "/visit", method: .get, headers: headers, body: nil)
        return Reply(response: response).text
      }
      #expect(try await look("last=x, __Host-session=\(bait)") == "none")
      try await alice.post("/login/alice")
      let own = "__Host-session=\(try #require(alice.cookie))"
      for joined in ["\(own), last=x, __Host-session=\(bait)", "last=x, __Host-session=\(bait); \(own)"] {
        #expect(try await look(joined) == Visit(user: "alice").text)
      }
    }
  }
}
#endif
