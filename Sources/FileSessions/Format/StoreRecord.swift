/// The file `store` of a store directory: which format and strategy the directory was made for.
///
/// ```
/// FileSessions store 1
/// strategy lock-file:flock,removed-on-delete,recheck,rename,lock-free
/// generations
/// end
/// ```
///
/// A record without its last line is damaged: it was cut.
///
/// It is made once, complete, by link(2) of a finished draft, so that of several first openers one decides. Every
/// store holds a shared lock on it while it is open.
struct StoreRecord: Hashable {
  static let format = 1

  var strategy: FileSessionStore.Strategy
  /// While a conversion is under way: what to. Session files of both layouts lie in the directory then.
  var convertingTo: FileSessionStore.Strategy?
  /// Whether every change of a session moves a counter that all processes share (`ChangeCounterTable`).
  var hasGenerations = false

  var text: String {
    "FileSessions store \(Self.format)\nstrategy \(strategy)\n" + (hasGenerations ? "generations\n" : "")
      + (convertingTo.map { "converting-to \($0)\n" } ?? "") + "end\n"
  }

  init(strategy: FileSessionStore.Strategy, convertingTo: FileSessionStore.Strategy? = nil) {
    self.strategy = strategy
    self.convertingTo = convertingTo
  }

  /// Whether a text is no record, or only a part of one; one of a newer format is not damaged.
  static func isDamaged(_ text: String) -> Bool {
    guard let format = format(of: text) else { return true }
    return format == Self.format && !(text.contains("\nstrategy ") && text.contains("\nend\n"))
  }

  private static func format(of text: String) -> Int? {
    guard let first = text.split(separator: "\n").first, first.hasPrefix("FileSessions store ") else { return nil }
    return Int(first.dropFirst(19))
  }

  init(parsing text: String) throws(SessionError) {
    let lines = text.split(separator: "\n")
    guard !Self.isDamaged(text), let format = Self.format(of: text) else {
      throw SessionError(
        .incompatibleStore,
        "the directory's record, the file 'store', is empty or damaged; with every store on it closed, file-sessions convert "
          + "DIRECTORY STRATEGY (FileSessionStore.convert) keeps all sessions and writes a new one")
    }
    guard format == Self.format else {
      throw SessionError(
        .incompatibleStore, "the directory has format \(format); this version knows format \(Self.format)")
    }
    guard let strategy = try Self.strategy(behind: "strategy ", in: lines) else {
      throw SessionError(.incompatibleStore, "the directory's record names no strategy")
    }
    self.strategy = strategy
    convertingTo = try Self.strategy(behind: "converting-to ", in: lines)
    hasGenerations = lines.contains("generations")
  }

  var withGenerations: StoreRecord {
    var record = self
    record.hasGenerations = true
    return record
  }

  private static func strategy(
    behind key: String, in lines: [Substring]
  ) throws(SessionError) -> FileSessionStore.Strategy? {
    guard let line = lines.first(where: { $0.hasPrefix(key) }) else { return nil }
    do { return try FileSessionStore.Strategy(String(line.dropFirst(key.count))) } catch {
      throw SessionError(.incompatibleStore, "the directory's record names an unknown strategy: \(error.message)")
    }
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
