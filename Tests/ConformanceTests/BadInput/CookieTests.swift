import FileSessions
import Testing

@Suite("Hostile cookies")
struct CookieTests {
  /// 256 zero bits; the last character carries four of them and two that have to be zero.
  private static let zero = String(repeating: "A", count: 43)

  @Test("The text of a random id names it again, and no other text does") func canonical() throws {
    for _ in 0..<100 {
      let id = try SessionID.random()
      #expect(SessionID(id.text) == id)
      #expect(SessionID(id.text)?.text == id.text)
      let prefix = String(id.text.dropLast())
      let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
      let fitting = alphabet.filter { SessionID(prefix + String($0)) == id }
      #expect(fitting == String(id.text.suffix(1)))
      #expect(alphabet.count { SessionID(prefix + String($0)) != nil } == 16)
    }
    #expect(SessionID(Self.zero)?.text == Self.zero)
  }

  private static let tail = String(zero.dropFirst())

  private static let malformed: [String] = [
    "", "A", tail, "\(zero)A", "\(zero)=", "\(tail)=", "\(tail)B", "+\(tail)", "/\(tail)", " \(zero)", "\(zero) ",
    "\(zero)\n", "\0\(tail)", "é\(tail)", "é\(tail.dropFirst())", "Ａ\(tail)", "../\(tail.dropFirst(2))",
    "key:\(zero)", String(repeating: "A", count: 1 << 20), String(repeating: "_", count: 43),
  ]

  @Test("Anything but 43 characters of base64url, the last one canonical, is no id", arguments: malformed)
  func refused(_ text: String) { #expect(SessionID(text) == nil) }

  @Test("No cookie leads to the session of a key", arguments: Setting.all)
  func keyed(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let keyed = SessionID(key: "admin")
    try await workplace.store.create([1], as: keyed)
    #expect(SessionID(keyed.text) == nil)
    let guessed = try #require(SessionID(keyed.text.dropFirst("key:".count)))
    #expect(guessed != keyed)
    #expect(try await workplace.store.load(guessed) == nil)
    // A key that spells a cookie is not that cookie's session.
    let random = try SessionID.random()
    try await workplace.store.create([2], as: random)
    #expect(try await workplace.store.load(SessionID(key: random.text)) == nil)
  }

  @Test("An id gives nothing away where it is printed") func printed() throws {
    let id = try SessionID.random()
    var dumped = ""
    dump(id, to: &dumped)
    for text in ["\(id)", String(reflecting: id), String(describing: [id]), dumped] {
      #expect(!text.contains(id.text.prefix(8)))
    }
  }
}
