import FileSessionsTesting

@testable import FileSessions

/// `Cookie` fields, read once more and by other means; and what a browser makes of a `Set-Cookie` field.
enum CookieTarget {
  private static let cookies = [SessionCookie.host("s"), .secure("session"), .named("x.sid"), .insecure("sid")]

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
    let pieces = ["; ", ";", ", ", ",", "=", " ", "\t", own, "\(cookie.name)=", cookie.name, "other=1", "é", "\0"]
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
    var (ids, others, hidden, isAmbiguous): ([SessionID], Int, Int, Bool) = ([], 0, 0, false)
    for field in fields {
      var pairs: [[UInt8]] = [[]]
      for byte in field.utf8 {
        if byte == UInt8(ascii: ";") { pairs.append([]) } else { pairs[pairs.count - 1].append(byte) }
      }
      for pair in pairs {
        let values = values(name, pair)
        guard case let value?? = values.first else {
          hidden += values.count { $0 != nil }
          continue
        }
        if !name.hasPrefix("__Host-"), values.contains(where: { $0 != nil && $0 != value }) { isAmbiguous = true }
        let text = String(decoding: value, as: UTF8.self)
        if let id = SessionID(text), Array(id.text.utf8) == value {
          if !ids.contains(id) { ids.append(id) }
        } else {
          others += 1
        }
      }
    }
    if isAmbiguous { return .unusable([]) }
    if others > 0 || ids.count > 1 { return .unusable(Array(ids.prefix(4))) }
    if ids.isEmpty { return hidden > 0 ? .unusable([]) : .nothing }
    return .id(ids[0])
  }

  /// What stands behind the name, at the pair's beginning and behind each comma; `nil` where another name stands.
  private static func values(_ name: String, _ pair: [UInt8]) -> [[UInt8]?] {
    var parts: [[UInt8]] = [[]]
    for byte in pair {
      if byte == UInt8(ascii: ",") { parts.append([]) } else { parts[parts.count - 1].append(byte) }
    }
    let beginning = Array((name + "=").utf8)
    return parts.map { part in
      let part = Array(part.drop { $0 == 0x20 || $0 == 0x09 })
      return part.starts(with: beginning) ? Array(part[beginning.count...]) : nil
    }
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
