import FileSessions

/// The words of a command line.
struct Arguments {
  private var words: ArraySlice<Substring>

  init(_ line: String) { words = line.split(separator: " ")[...] }

  mutating func next() throws -> String {
    guard let word = words.popFirst() else { throw Malformed(reason: "a word is missing") }
    return String(word)
  }

  mutating func number() throws -> Int {
    let word = try next()
    guard let number = Int(word) else { throw Malformed(reason: "\(word) is no number") }
    return number
  }

  /// `cookie:…` for a random id, anything else is a key.
  mutating func id() throws -> SessionID {
    let word = try next()
    guard word.hasPrefix("cookie:") else { return SessionID(key: word) }
    guard let id = SessionID(word.dropFirst(7)) else { throw Malformed(reason: "\(word) is no id") }
    return id
  }

  /// `1000*a` for a thousand of them, anything else is itself.
  mutating func payload() throws -> [UInt8] {
    let word = try next()
    let halves = word.split(separator: "*")
    guard halves.count == 2, let count = Int(halves[0]) else { return Array(word.utf8) }
    return Array(String(repeating: String(halves[1]), count: count).utf8)
  }

  /// What is left, as `name=value`.
  mutating func options() -> [(name: String, value: String)] {
    defer { words = [] }
    return words.compactMap { word in
      let halves = word.split(separator: "=", maxSplits: 1)
      return halves.count == 2 ? (String(halves[0]), String(halves[1])) : nil
    }
  }
}

struct Malformed: Error { let reason: String }
