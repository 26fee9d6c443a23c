@testable import FileSessions

/// The text of strategies.
enum StrategyTarget {
  private static let words = [
    "unlocked", "data-file", "lock-file", "striped", "byte-range", "slots", "flock", "ofd", "posix", "open-flag",
    "recheck", "no-recheck", "kept", "removed-on-delete", "removed-after-use", "lock-free", "shared", "exclusive",
    "in-place", "rename", "exchange", "truncate-on-open", "unlink-then-rename", "64", "1", "65535", "65536", "0", "+7",
  ]

  static func run(_ bytes: Span<UInt8>) {
    check(String(decoding: [UInt8](copying: bytes), as: UTF8.self))
    var dice = Dice([UInt8](copying: bytes))
    if let strategy = check(text(&dice)) {
      expect(strategy.isCompatible(with: strategy), "a strategy is compatible with itself")
      _ = strategy.guarantees
    }
  }

  @discardableResult
  private static func check(_ text: String) -> FileSessionStore.Strategy? {
    guard let strategy = try? FileSessionStore.Strategy(text) else { return nil }
    let printed = strategy.description
    expect((try? FileSessionStore.Strategy(printed)) == strategy, "\(printed), of '\(text)', is read as it was printed")
    return strategy
  }

  static func text(_ dice: inout Dice) -> String {
    var text = dice.choice(words) + ":" + dice.choice(words)
    for _ in 0..<dice.byte() % 5 { text += "," + dice.choice(words) }
    return text
  }
}
