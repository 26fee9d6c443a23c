import Testing

@testable import FileSessions

@Suite("Tokens for forms") struct FormTokenTests {
  private let id: SessionID
  private let token: String

  init() throws {
    id = try SessionID.random()
    token = try id.formToken()
  }

  @Test("Each is another one, needs no escaping, and is accepted as often as it is sent") func accepted() throws {
    let tokens = try [token] + (0..<100).map { _ in try id.formToken() }
    #expect(Set(tokens).count == 101)
    // Not a character stays the same from page to page.
    for index in 0..<85 { #expect(Set(tokens.map { Array($0)[index] }).count > 5) }
    for token in tokens + tokens {
      #expect(token.wholeMatch(of: /[A-Za-z0-9_-]{86}/) != nil)
      #expect(id.accepts(formToken: token))
    }
    // In another process the id is made anew from the cookie.
    #expect(SessionID(id.text)?.accepts(formToken: token) == true)
  }

  @Test("What is changed anywhere is refused, and so is another id's") func forged() throws {
    for index in 0..<86 {
      var text = Array(token)
      text[index] = text[index] == "A" ? "Q" : "A"
      #expect(!id.accepts(formToken: String(text)), "at \(index)")
    }
    #expect(!id.accepts(formToken: try SessionID.random().formToken()))
    #expect(!id.accepts(formToken: id.text + id.text))
  }

  @Test("What is shorter or longer is refused, and no text does harm") func malformed() {
    let texts = [
      "", String(token.dropLast()), String(token.dropFirst()), token + "A", token + token, token + "=", " " + token,
      String(repeating: "A", count: 86), String(repeating: "A", count: 10_000), String(repeating: "é", count: 43),
      "\0", "key:" + token,
    ]
    for text in texts { #expect(!id.accepts(formToken: text), "\(text.prefix(90))") }
  }

  @Test("Below its mask is a digest that is neither the id nor the name on disk, the same in each version")
  func secret() throws {
    let zero = try #require(SessionID(String(repeating: "A", count: 43)))
    let token = try zero.formToken()
    let (mask, masked) = (
      try #require(Base64URL.decode(token.utf8.prefix(43))), Base64URL.decode(token.utf8.suffix(43))
    )
    // SHA-256 of "FileSessions form token", a NUL and 32 zero bytes.
    #expect(masked?.first == mask.first ^ 0xa038_cf3c_fc23_a5f7)
    #expect(masked?.second == mask.second ^ 0x5426_ef6d_f5a2_0701)
    #expect(masked?.third == mask.third ^ 0x02f4_14fd_52ac_5f1a)
    #expect(masked?.fourth == mask.fourth ^ 0x8331_23bc_ef53_5635)
    #expect(zero.digest.first != 0xa038_cf3c_fc23_a5f7)
  }

  @Test("The id of a key has none") func keyed() async {
    #expect(!SessionID(key: "admin").accepts(formToken: token))
    await #expect(processExitsWith: .failure) { _ = try SessionID(key: "admin").formToken() }
  }
}
