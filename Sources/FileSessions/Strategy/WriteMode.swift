/// How a strategy writes, whatever its lock.
package enum WriteMode: Hashable, Sendable {
  case truncateOnOpen, inPlace, rename, exchange, unlinkThenRename, slots

  package init(_ strategy: FileSessionStore.Strategy) {
    switch strategy.shape {
    case .unlocked(.truncateOnOpen), .dataFile(_, _, .truncateOnOpen, _): self = .truncateOnOpen
    case .unlocked(.rename), .dataFile(_, _, .rename, _), .lockFile(_, _, .rename, _), .striped(_, _, .rename, _),
      .byteRange(_, .rename, _):
      self = .rename
    case .unlocked(.exchange), .dataFile(_, _, .exchange, _), .lockFile(_, _, .exchange, _),
      .striped(_, _, .exchange, _), .byteRange(_, .exchange, _):
      self = .exchange
    case .unlocked(.unlinkThenRename): self = .unlinkThenRename
    case .dataFile(_, _, .inPlace, _), .lockFile(_, _, .inPlace, _), .striped(_, _, .inPlace, _),
      .byteRange(_, .inPlace, _):
      self = .inPlace
    case .slots: self = .slots
    }
  }
}
