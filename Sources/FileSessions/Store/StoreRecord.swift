/// The file `store` of a store directory: which format and strategy the directory was made for.
///
/// ```
/// FileSessions store 1
/// strategy lock-file:flock,removed-on-delete,recheck,rename,lock-free
/// ```
///
/// It is made once, complete, by link(2) of a finished draft, so that of several first openers one decides. Every
/// store holds a shared lock on it while it is open.
struct StoreRecord: Hashable {
  static let format = 1

  var strategy: FileSessionStore.Strategy

  var text: String { "FileSessions store \(Self.format)\nstrategy \(strategy)\n" }

  init(strategy: FileSessionStore.Strategy) { self.strategy = strategy }

  init(parsing text: String) throws(SessionError) {
    let lines = text.split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("FileSessions store "), let format = Int(first.dropFirst(19)) else {
      throw SessionError(
        .incompatibleStore, "the file 'store' of the directory is not a store record; choose another directory")
    }
    guard format == Self.format else {
      throw SessionError(
        .incompatibleStore, "the directory has format \(format); this version knows format \(Self.format)")
    }
    let named = lines.first { $0.hasPrefix("strategy ") }?.dropFirst(9)
    guard let named, let strategy = try? FileSessionStore.Strategy(String(named)) else {
      throw SessionError(.incompatibleStore, "the directory's record names no strategy that this version knows")
    }
    self.strategy = strategy
  }
}

extension FileSessionStore.Strategy {
  /// Whether stores of both strategies may use one directory at the same time: they lock the same thing in the same
  /// way, and each reads what the other writes.
  package func isCompatible(with other: Self) -> Bool {
    if self == other { return true }
    switch (shape, other.shape) {
    // Files are published whole: how readers lock is their own affair.
    case (.lockFile(let lock, let file, .rename, _), .lockFile(let otherLock, let otherFile, .rename, _)):
      return lock == otherLock && file == otherFile
    default: return false
    }
  }
}
