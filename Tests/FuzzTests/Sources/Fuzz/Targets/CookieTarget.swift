import FileSessionsTesting

@testable import FileSessions

/// `Cookie` fields, read once more and by other means; and what a browser makes of a `Set-Cookie` field.
enum CookieTarget {
  private static let cookies = [SessionCookie.host("s"), .secure("session"), .insecure("sid")]

  static func run(_ bytes: Span<UInt8>) {
    var dice = Dice([UInt8](copying: bytes))
    let cookie = dice.choice(cookies)
    let id = try? SessionID.forged(&dice)
    let fields = fields(&dice, cookie, id)
    expect(cookie.read(from: fields) == reference(cookie.name, fields), "\(fields) is read as RFC 6265 has it")
    guard let id else { return }
    checkResponse(cookie, id, age: Int64(dice.byte()), strange: fields)
  }

  /// Text of the fuzzer's, with the cookie itself where it says so.
  private static func fields(_ dice: inout Dice, _ cookie: SessionCookie, _ id: SessionID?) -> [String] {
    let own = "\(cookie.name)=\(id?.text ?? "")"
    let pieces = ["; ", ";", "=", " ", "\t", own, "\(cookie.name)=", cookie.name, "other=1", "é", "\0"]
    return (0...dice.byte() % 3).map { _ in
      var field = ""
      for _ in 0..<dice.byte() % 8 {
        let kind = dice.byte()
        if kind < 200 {
          field += pieces[Int(kind) % pieces.count]
        } else {
          field += String(decoding: dice.bytes(atMost: Int(kind - 200)), as: UTF8.self)
        }
      }
      return field
    }
  }

  private static func reference(_ name: String, _ fields: [String]) -> SessionCookie.Presented {
    var (ids, others): ([SessionID], Int) = ([], 0)
    for field in fields {
      var pairs: [[UInt8]] = [[]]
      for byte in field.utf8 {
        if byte == UInt8(ascii: ";") { pairs.append([]) } else { pairs[pairs.count - 1].append(byte) }
      }
      for var pair in pairs {
        while let first = pair.first, first == 0x20 || first == 0x09 { pair.removeFirst() }
        let beginning = Array((name + "=").utf8)
        guard pair.count >= beginning.count, Array(pair[..<beginning.count]) == beginning else { continue }
        let value = String(decoding: pair[beginning.count...], as: UTF8.self)
        if let id = SessionID(value), id.text == value {
          if !ids.contains(id) { ids.append(id) }
        } else {
          others += 1
        }
      }
    }
    if others > 0 || ids.count > 1 { return .unusable(Array(ids.prefix(4))) }
    return ids.isEmpty ? .nothing : .id(ids[0])
  }

  private static func checkResponse(_ cookie: SessionCookie, _ id: SessionID, age: Int64, strange: [String]) {
    let clock = ManualClock()
    var jar = CookieJar(clock: clock.sessionClock)
    jar.receive([cookie.setCookieHeader(for: id, maxAge: .seconds(age + 1))])
    expect(read(cookie, jar) == .id(id), "a browser sends back what it was given")
    var expired = jar
    expired.receive([cookie.expiredCookieHeader])
    expect(read(cookie, expired) == .nothing, "a browser forgets what it is told to")
    clock.advance(by: .seconds(age + 1))
    expect(read(cookie, jar) == .nothing, "and what is too old")
    // Whatever it is, it is taken or left.
    jar.receive(strange)
    _ = read(cookie, jar)
  }

  private static func read(_ cookie: SessionCookie, _ jar: CookieJar) -> SessionCookie.Presented {
    cookie.read(from: jar.header().map { [$0] } ?? [])
  }
}

extension SessionID {
  /// An id of the fuzzer's bits; `nil` would say that a well-formed text is refused.
  fileprivate static func forged(_ dice: inout Dice) throws -> SessionID? {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text = (0..<42).map { _ in letters[Int(dice.byte() & 63)] }
    text.append(letters[Int(dice.byte() & 15) * 4])
    let value = String(decoding: text, as: UTF8.self)
    let id = SessionID(value)
    expect(id?.text == value, "\(value) is the id that it spells")
    return id
  }
}
