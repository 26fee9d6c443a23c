#if Hummingbird
import FileSessions
import HTTPTypes
import Testing

@Suite("The session's cookie: what clients send")
struct PresentedCookieTests {
  private let cookie = SessionCookie.host("session")
  private let id: SessionID
  private let other: SessionID

  init() throws {
    id = try SessionID.random()
    other = try SessionID.random()
  }

  private var text: String { id.text }

  private func presented(_ fields: String...) -> SessionCookie.Presented {
    var headers = HTTPFields()
    for field in fields { headers.append(HTTPField(name: .cookie, value: field)) }
    return presented(headers)
  }

  private func presented(_ headers: HTTPFields) -> SessionCookie.Presented {
    cookie.read(from: headers[values: .cookie])
  }

  /// That it is no session, and which ids a logout would end.
  private func expectUnusable(
    _ presented: SessionCookie.Presented, _ ids: Set<SessionID> = [], _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard case .unusable(let found) = presented else {
      Issue.record(comment ?? "\(presented)", sourceLocation: sourceLocation)
      return
    }
    #expect(Set(found) == ids, comment, sourceLocation: sourceLocation)
  }

  @Test("No cookie of that name is nothing") func absent() {
    #expect(presented(HTTPFields()) == .nothing)
    #expect(presented("") == .nothing)
    #expect(presented(";;; ;") == .nothing)
    #expect(presented("theme=dark; lang=de") == .nothing)
    #expect(presented("__Host-session") == .nothing)
    // Another field is no cookie.
    var headers = HTTPFields()
    headers.append(HTTPField(name: .setCookie, value: "__Host-session=\(text)"))
    #expect(presented(headers) == .nothing)
  }

  @Test("One id is that id, wherever it stands") func one() {
    #expect(presented("__Host-session=\(text)") == .id(id))
    #expect(presented("theme=dark; __Host-session=\(text); lang=de") == .id(id))
    #expect(presented("theme=dark;__Host-session=\(text);lang=de") == .id(id))
    #expect(presented("theme=dark; \t __Host-session=\(text)") == .id(id))
    #expect(presented("theme=\"a;b=c\"; __Host-session=\(text)") == .id(id))
  }

  @Test("It is found in any of several fields, as HTTP/2 may split them") func severalFields() {
    #expect(presented("theme=dark", "__Host-session=\(text)", "lang=de") == .id(id))
    #expect(presented("__Host-session=\(text)", "theme=dark") == .id(id))
    #expect(presented("theme=dark", "lang=de") == .nothing)
  }

  @Test("The same id twice is that id") func equalDuplicates() {
    #expect(presented("__Host-session=\(text); __Host-session=\(text)") == .id(id))
    #expect(presented("__Host-session=\(text)", "__Host-session=\(text)") == .id(id))
  }

  @Test("Two ids are none: nobody can say which one is whose") func differentDuplicates() {
    let both = ["__Host-session=\(text)", "__Host-session=\(other.text)"]
    for fields in [both, Array(both.reversed())] {
      expectUnusable(presented(fields.joined(separator: "; ")), [id, other])
      expectUnusable(presented(fields[0], fields[1]), [id, other])
      expectUnusable(presented(fields[0], "theme=dark", fields[1] + "; \(fields[0])"), [id, other])
    }
  }

  @Test("An id beside something that is none is none, in either order") func besideGarbage() {
    for garbage in ["", "x", "key:\(text)", String(repeating: "A", count: 42)] {
      expectUnusable(presented("__Host-session=\(text); __Host-session=\(garbage)"), [id])
      expectUnusable(presented("__Host-session=\(garbage); __Host-session=\(text)"), [id])
      expectUnusable(presented("__Host-session=\(text)", "__Host-session=\(garbage)"), [id])
    }
  }

  @Test("What is no id is none, whatever it is") func malformed() {
    let keyed = SessionID(key: "admin").text
    let values: [String] = [
      "", "=", "==\(text)", "\"\(text)\"", "\(text)=", "\(text)A", "../../etc/passwd", "..", ".", "%2e%2e%2f",
      "\u{1F512}",
      "/\(text.dropFirst())", "+\(text.dropFirst())", " \(text.dropFirst())", "é\(text.dropFirst(2))",
      "\u{FF21}\(text.dropFirst())", "\(text.dropLast())", "\(text.dropLast())/", keyed, "key:\(text)",
      String(repeating: "A", count: 8192), String(repeating: text, count: 190),
    ]
    for value in values { expectUnusable(presented("__Host-session=\(value)"), [], "\(value.prefix(60))") }
  }

  @Test("Bytes that are no UTF-8, and no text at all, are none") func bytes() {
    let name = Array("__Host-session=".utf8)
    let id = Array(text.utf8)
    var values: [[UInt8]] = [[0xff], [0xc3], Array(repeating: 0xfe, count: 8192)]
    for byte in [0x00, 0x0a, 0x0d, 0x1b, 0x7f, 0x80, 0xc0, 0xff] as [UInt8] {
      for index in [0, 20] {
        var damaged = id
        damaged[index] = byte
        values.append(damaged)
      }
    }
    for value in values {
      for field in [
        HTTPField(name: .cookie, value: name + value), HTTPField(name: .cookie, lenientValue: name + value),
      ] {
        var headers = HTTPFields()
        headers.append(field)
        expectUnusable(presented(headers), [], "\(value.prefix(20))")
      }
    }
  }

  @Test("Bytes of another cookie that are no UTF-8 do not hide the session's") func bytesBeside() {
    var headers = HTTPFields()
    var value = Array("theme=".utf8)
    value += [0xff, 0xfe]
    value += Array("; __Host-session=\(text)".utf8)
    headers.append(HTTPField(name: .cookie, lenientValue: value))
    #expect(presented(headers) == .id(id))
  }

  @Test("Names that only resemble it are other cookies") func similarNames() {
    let names = [
      "x__Host-session", "__Host-session2", "__Host-sessio", "__host-session", "__HOST-SESSION", "session",
      "__Secure-session", "__Host-session ", "__Host-session\u{301}", "\"__Host-session\"", "a=__Host-session",
    ]
    for name in names { #expect(presented("\(name)=\(text)") == .nothing, "\(name)") }
    #expect(presented("x__Host-session=\(other.text); __Host-session=\(text)") == .id(id))
    #expect(presented("__Host-session2=\(other.text); __Host-session=\(text)") == .id(id))
  }

  @Test("Each kind of cookie looks for its own name") func kinds() {
    let headers: HTTPFields = [.cookie: "session=\(text); __Secure-session=\(other.text)"]
    #expect(SessionCookie.insecure("session").read(from: headers[values: .cookie]) == .id(id))
    #expect(SessionCookie.secure("session").read(from: headers[values: .cookie]) == .id(other))
    #expect(SessionCookie.host("session").read(from: headers[values: .cookie]) == .nothing)
  }

  @Test("A field with ten thousand cookies is looked through") func many() {
    let crowd = (0..<10_000).map { "c\($0)=\($0)" }.joined(separator: "; ")
    #expect(presented(crowd) == .nothing)
    #expect(presented("\(crowd); __Host-session=\(text)") == .id(id))
  }
}
#endif
