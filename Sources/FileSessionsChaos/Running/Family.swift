package import FileSessions

/// Strategies that differ only in the kind of lock, how long its file lives, and what readers do.
package struct Family: Sendable {
  package let name: String
  package let strategies: [FileSessionStore.Strategy]

  package init(name: String, strategies: [FileSessionStore.Strategy]) {
    (self.name, self.strategies) = (name, strategies)
  }

  /// Whether its workers may be killed; else they are only stopped.
  package var isKilled: Bool { strategies.allSatisfy { !$0.isSound || $0.guarantees.contains(.killSafe) } }

  /// Whether something has to be found.
  package var isToBeCaught: Bool { strategies.contains { !$0.isSound } }

  /// Every family of sound strategies, and the unsound one that shows that the check sees.
  package static var all: [Family] {
    sound + [Family(name: "naive", strategies: [.naive])]
  }

  package static var sound: [Family] {
    var (names, members): ([String], [String: [FileSessionStore.Strategy]]) = ([], [:])
    for strategy in FileSessionStore.Strategy.all where strategy.isSound {
      let name = name(of: strategy)
      if members[name] == nil { names.append(name) }
      members[name, default: []].append(strategy)
    }
    return names.map { Family(name: $0, strategies: members[$0] ?? []) }
      .sorted { ($0.isKilled ? 0 : 1, $0.name == "slots" ? 0 : 1) < ($1.isKilled ? 0 : 1, $1.name == "slots" ? 0 : 1) }
  }

  private static func name(of strategy: FileSessionStore.Strategy) -> String {
    let scope =
      switch strategy.shape {
      case .unlocked: "unlocked"
      case .dataFile: "data file"
      case .lockFile: "lock file"
      case .striped: "striped"
      case .byteRange: "byte range"
      case .slots: "slots"
      }
    let write: String? =
      switch WriteMode(strategy) {
      case .truncateOnOpen: "truncate"
      case .inPlace: "in place"
      case .rename: "rename"
      case .exchange: "exchange"
      case .unlinkThenRename: "unlink, rename"
      case .slots: nil
      }
    return [scope, write].compactMap(\.self).joined(separator: ", ")
  }
}
