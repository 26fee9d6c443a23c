/// A strategy as text, for configuration files, flags and the record in a store directory:
///
/// ```
/// unlocked:rename
/// data-file:flock,recheck,in-place,shared
/// lock-file:flock,removed-on-delete,recheck,rename,lock-free      lock-file:flock,kept,rename,lock-free
/// striped:flock,64,rename,lock-free
/// byte-range:ofd,rename,lock-free
/// slots:flock
/// ```
extension FileSessionStore.Strategy: CustomStringConvertible {
  /// The full definition; `init(_:)` reads it.
  public var description: String {
    switch shape {
    case .unlocked(let write): "unlocked:\(write.text)"
    case .dataFile(let lock, let recheck, let write, let readers):
      "data-file:\(lock.text),\(recheck.text),\(write.text),\(readers.text)"
    case .lockFile(let lock, let file, let write, let readers):
      "lock-file:\(lock.text),\(file.text),\(write.text),\(readers.text)"
    case .striped(let lock, let files, let write, let readers):
      "striped:\(lock.text),\(files),\(write.text),\(readers.text)"
    case .byteRange(let lock, let write, let readers): "byte-range:\(lock.text),\(write.text),\(readers.text)"
    case .slots(let lock): "slots:\(lock.text)"
    }
  }

  /// Reads what `description` prints, or the name of a preset.
  /// - Throws: `invalidConfiguration`, which says where the text goes wrong and what would fit there.
  public init(_ text: String) throws(SessionError) {
    if let preset = Self.presets.first(where: { $0.name == text }) {
      self = preset.strategy
      return
    }
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let families = ["unlocked:", "data-file:", "lock-file:", "striped:", "byte-range:", "slots:"]
    var words = Words(halves.count == 2 ? halves[1] : "", of: text)
    switch halves.count == 2 ? halves[0] : "" {
    case "unlocked": self = .unlocked(try words.next())
    case "data-file":
      self = .dataFile(try words.next(), recheck: try words.next(), write: try words.next(), readers: try words.next())
    case "lock-file":
      self = .lockFile(try words.next(), try words.lockFile(), write: try words.next(), readers: try words.next())
    case "striped":
      self = .striped(
        try words.next(), files: try words.count(), write: try words.next(), readers: try words.next())
    case "byte-range": self = .byteRange(try words.next(), write: try words.next(), readers: try words.next())
    case "slots": self = .slots(try words.next())
    default: throw words.error(at: 0, families + Self.presets.map(\.name))
    }
    try words.end()
  }
}

/// What has a word of its own in the text form.
private protocol Worded: CaseIterable {
  var text: String { get }
}

/// The words behind the colon, taken one after another.
private struct Words {
  private typealias Strategy = FileSessionStore.Strategy
  private let text: String
  private let words: [Substring]
  private var taken = 0

  init(_ half: Substring, of text: String) {
    self.text = text
    words = half.split(separator: ",", omittingEmptySubsequences: false)
  }

  mutating func next<Word: Worded>() throws(SessionError) -> Word {
    try next(Word.allCases.map { ($0.text, $0) })
  }

  mutating func lockFile() throws(SessionError) -> FileSessionStore.Strategy.LockFile {
    let kinds = ["kept", "removed-on-delete", "removed-after-use"]
    switch try next(kinds.map { ($0, $0) }) {
    case "kept": return .kept
    case "removed-on-delete": return .removedOnDelete(try next())
    default: return .removedAfterUse(try next())
    }
  }

  mutating func count() throws(SessionError) -> UInt16 {
    guard taken < words.count, let number = UInt16(words[taken]), number > 0 else {
      throw error(at: taken + 1, ["a number from 1 to 65535"])
    }
    taken += 1
    return number
  }

  func end() throws(SessionError) {
    guard taken == words.count else { throw error(at: taken + 1, ["the end"]) }
  }

  private mutating func next<Value>(_ choices: [(text: String, value: Value)]) throws(SessionError) -> Value {
    let word = taken < words.count ? words[taken] : ""
    taken += 1
    guard let choice = choices.first(where: { $0.text == word }) else { throw error(at: taken, choices.map(\.text)) }
    return choice.value
  }

  /// - Parameter place: 0 for what stands before the colon, else which word behind it.
  func error(at place: Int, _ fitting: [String]) -> SessionError {
    let found =
      place == 0 ? "its beginning" : place <= words.count ? "'\(words[place - 1])' (word \(place))" : "its end"
    let nearest = Spelling.nearest(to: place == 0 ? beginning : word(place), among: fitting)
    let guess = nearest.map { "; did you mean '\($0)'?" } ?? ""
    return SessionError(
      .invalidConfiguration,
      "'\(text)' is no strategy: at \(found) there should be \(fitting.joined(separator: ", "))\(guess)")
  }

  private func word(_ place: Int) -> String { place <= words.count ? String(words[place - 1]) : "" }

  /// With its colon, or all there is.
  private var beginning: String {
    text.firstIndex(of: ":").map { String(text[...$0]) } ?? text
  }
}

extension FileSessionStore.Strategy.Lock: Worded {
  fileprivate var text: String { traits.word }
}

extension FileSessionStore.Strategy.RangeLock: Worded {
  fileprivate var text: String { lock.text }
}

extension FileSessionStore.Strategy.LockFile {
  fileprivate var text: String {
    switch self {
    case .kept: "kept"
    case .removedOnDelete(let recheck): "removed-on-delete,\(recheck.text)"
    case .removedAfterUse(let recheck): "removed-after-use,\(recheck.text)"
    }
  }
}

extension FileSessionStore.Strategy.Recheck: Worded {
  fileprivate var text: String {
    switch self {
    case .on: "recheck"
    case .off: "no-recheck"
    }
  }
}

extension FileSessionStore.Strategy.Readers: Worded {
  fileprivate var text: String {
    switch self {
    case .lockFree: "lock-free"
    case .shared: "shared"
    case .exclusive: "exclusive"
    }
  }
}

extension FileSessionStore.Strategy.Write: Worded {
  fileprivate var text: String {
    switch self {
    case .inPlace: "in-place"
    case .rename: "rename"
    case .exchange: "exchange"
    }
  }
}

extension FileSessionStore.Strategy.UnlockedWrite: Worded {
  fileprivate var text: String {
    switch self {
    case .truncateOnOpen: "truncate-on-open"
    case .rename: "rename"
    case .exchange: "exchange"
    case .unlinkThenRename: "unlink-then-rename"
    }
  }
}

extension FileSessionStore.Strategy.DataWrite: Worded {
  fileprivate var text: String {
    switch self {
    case .truncateOnOpen: "truncate-on-open"
    case .inPlace: "in-place"
    case .rename: "rename"
    case .exchange: "exchange"
    }
  }
}
