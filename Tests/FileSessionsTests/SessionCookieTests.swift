import FileSessions
import Testing

/// What clients send in all its forms is tested with header fields (HummingbirdTests/Cookie); this is the core alone.
@Suite struct SessionCookieTests {
  private let cookie = SessionCookie.host("session")

  @Test func aCookieThatWasSetIsPresented() throws {
    let id = try SessionID.random()
    let field = cookie.setCookieHeader(for: id, maxAge: .seconds(60))
    #expect(field == "__Host-session=\(id.text); Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax")
    let sent = try #require(field.split(separator: ";").first)
    #expect(cookie.read(from: ["theme=dark", "a=b; \(sent)"]) == .id(id))
    #expect(cookie.read(from: ["theme=dark"]) == .nothing)
  }

  @Test func aSecondIDMakesBothUnusable() throws {
    let (mine, theirs) = (try SessionID.random(), try SessionID.random())
    let fields = ["__Host-session=\(mine.text); __Host-session=\(theirs.text)"]
    #expect(cookie.read(from: fields) == .unusable([mine, theirs]))
    #expect(cookie.read(from: ["__Host-session=../x"]) == .unusable([]))
  }

  @Test func everyKindSaysWhatItsNamePromises() throws {
    let id = try SessionID.random()
    let secure = SessionCookie.secure("session", path: "/shop", domain: "example.org", sameSite: .strict)
    #expect(
      secure.setCookieHeader(for: id, maxAge: nil)
        == "__Secure-session=\(id.text); Path=/shop; Domain=example.org; Secure; HttpOnly; SameSite=Strict")
    let insecure = SessionCookie.insecure("session")
    #expect(
      insecure.setCookieHeader(for: id, maxAge: .seconds(-5))
        == "session=\(id.text); Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    // One is not taken for the other.
    #expect(insecure.read(from: ["__Secure-session=\(id.text)"]) == .nothing)
    #expect(secure.read(from: ["__Secure-session=\(id.text)"]) == .id(id))
  }

  @Test func aCookieForFramesIsPartitionedWhereItIsSetAndWhereItIsRemoved() throws {
    let id = try SessionID.random()
    let cookies = [
      SessionCookie.host("a", sameSite: .none, isPartitioned: true),
      .secure("a", path: "/x", sameSite: .none, isPartitioned: true), .named("a", sameSite: .none, isPartitioned: true),
    ]
    for cookie in cookies {
      for field in [cookie.setCookieHeader(for: id, maxAge: nil), cookie.expiredCookieHeader] {
        #expect(field.contains("; Secure;") && field.hasSuffix("; SameSite=None; Partitioned"))
      }
    }
    #expect(SessionCookie.host("a", sameSite: .none) != cookies[0])
  }

  @Test func aNameFromElsewhereIsKept() throws {
    let id = try SessionID.random()
    let cookie = SessionCookie.named("connect.sid", path: "/app", domain: "example.org")
    #expect(
      cookie.setCookieHeader(for: id, maxAge: nil)
        == "connect.sid=\(id.text); Path=/app; Domain=example.org; Secure; HttpOnly; SameSite=Lax")
    #expect(cookie.read(from: ["connect.sid=\(id.text)"]) == .id(id))
    #expect(cookie.read(from: ["connect.sid=s%3Aabc.def"]) == .unusable([]))
  }

  @Test func removingSetsNothingForNoTime() {
    #expect(cookie.expiredCookieHeader == "__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
  }

  @Test func aNameThatIsNoTokenIsAMistakeOfTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = SessionCookie.host("a;b") }
    await #expect(processExitsWith: .failure) { _ = SessionCookie.insecure("a", path: "/;x") }
  }

  @Test func aNameThatBrowsersTakeOnlyWithMoreIsAMistakeOfTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = SessionCookie.named("__Host-a") }
    await #expect(processExitsWith: .failure) { _ = SessionCookie.named("__HOST-a", domain: "example.org") }
    await #expect(processExitsWith: .failure) { _ = SessionCookie.named("__secure-a") }
    await #expect(processExitsWith: .failure) { _ = SessionCookie.insecure("__Http-a") }
    await #expect(processExitsWith: .failure) { _ = SessionCookie.host("a", isPartitioned: true) }
    await #expect(processExitsWith: .failure) {
      _ = SessionCookie.secure("a", sameSite: .strict, isPartitioned: true)
    }
  }
}
