@testable import FileSessions
@testable import FileSessionsChecker

/// The checker's tokens.
enum TokenTarget {
  static func run(_ bytes: Span<UInt8>) {
    let bytes = [UInt8](copying: bytes)
    if let token = try? Token(String(decoding: bytes, as: UTF8.self)) { check(token) }
    // The content of a token that has the right checksum.
    if let token = try? TokenBody.token(bytes) { check(token) }
    var dice = Dice(bytes)
    let strategy = Array(dice.choice(FileSessionStore.Strategy.presets).name.utf8)
    if let token = try? TokenBody.token([UInt8(strategy.count)] + strategy + dice.bytes(atMost: 1000)) { check(token) }
  }

  private static func check(_ token: Token) {
    let text = token.description
    expect((try? Token(text)) == token, "\(text) is read as it was printed")
    expect((try? Token(text))?.description == text, "\(text) is printed as it was read")
    expect((try? Token(String(text.dropLast()))) == nil, "a cut token is none")
    expect(!token.setting.isEmpty && token.clientCount > 0, "a token tells what it plays")
  }
}
