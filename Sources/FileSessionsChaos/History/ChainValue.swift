internal import Lab

/// What a session holds: who began it, how many have changed it since, and who did so last.
///
/// A create, put or plain save begins a chain; whatever reads, changes and writes (update, save of a version, save under
/// a lock) adds a link to the one it found. So a single load says which changes came before, and in which order: that
/// makes a history checkable without a search (Elle). The last links stand in the value, all of them are in its hash, and
/// the bytes behind them follow from all of that, so that no mixture of two values is a value.
package struct ChainValue: Hashable, Sendable {
  package static var tailLength: Int { 4 }

  package private(set) var session: Int
  /// The token of the write that began the chain.
  package private(set) var base: UInt64
  /// How many links follow it.
  package private(set) var depth: Int
  package private(set) var hash: UInt64
  /// The newest tokens, the last one first; 0 before the beginning.
  package private(set) var tail: Tail

  package var token: UInt64 { tail[0] }

  package init(session: Int, begunBy token: UInt64) {
    (self.session, base, depth) = (session, token, 0)
    hash = Self.mixed(token)
    tail = Tail(token, 0, 0, 0)
  }

  package init(session: Int, base: UInt64, depth: Int, hash: UInt64, tail: Tail) {
    (self.session, self.base, self.depth, self.hash, self.tail) = (session, base, depth, hash, tail)
  }

  package func extended(by token: UInt64) -> ChainValue {
    ChainValue(
      session: session, base: base, depth: depth + 1, hash: Self.hash(after: hash, token),
      tail: Tail(token, tail[0], tail[1], tail[2]))
  }

  package static func hash(after hash: UInt64, _ token: UInt64) -> UInt64 { mixed(hash ^ token) }

  private static func mixed(_ number: UInt64) -> UInt64 {
    var dice = Dice(seed: number)
    return dice.next()
  }
}

extension ChainValue {
  /// Four tokens, the newest first. Not a SIMD4: a generic asynchronous function has no room for what is aligned to more
  /// than 16 bytes, and writes beyond what it was given.
  package struct Tail: Hashable, Sendable {
    private var first: UInt64
    private var second: UInt64
    private var third: UInt64
    private var fourth: UInt64

    package init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
      (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
    }

    package subscript(distance: Int) -> UInt64 {
      switch distance {
      case 0: first
      case 1: second
      case 2: third
      default: fourth
      }
    }
  }
}

extension ChainValue {
  private static var headerWords: Int { 8 }
  private static var mark: UInt64 { 0x6368_616f_7300_0000 }

  /// Of a length that differs from value to value, now and then more than a page.
  private static func fillerWords(_ token: UInt64) -> Int {
    let number = mixed(token &+ 1)
    return number % 32 == 0 ? 600 + Int(number >> 32) % 400 : 1 + Int(number >> 8) % 48
  }

  package var payload: [UInt8] {
    let count = Self.headerWords + Self.fillerWords(token)
    let header = header
    var dice = Dice(seed: header.reduce(0) { Self.mixed($0 ^ $1) })
    return unsafe [UInt8](unsafeUninitializedCapacity: 8 * count) { bytes, length in
      let words = UnsafeMutableRawBufferPointer(bytes)
      for (index, word) in header.enumerated() {
        unsafe words.storeBytes(of: word, toByteOffset: 8 * index, as: UInt64.self)
      }
      for index in Self.headerWords..<count {
        unsafe words.storeBytes(of: dice.next(), toByteOffset: 8 * index, as: UInt64.self)
      }
      length = 8 * count
    }
  }

  private var header: [UInt64] {
    [Self.mark | UInt64(session), base, UInt64(depth), hash, tail[0], tail[1], tail[2], tail[3]]
  }

  /// Reads what `payload` made; `nil` for everything else.
  package init?(_ payload: [UInt8], session: Int) {
    guard payload.count >= 8 * Self.headerWords, payload.count % 8 == 0 else { return nil }
    let words = unsafe payload.withUnsafeBytes { bytes in
      (0..<Self.headerWords).map { unsafe bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
    }
    guard words[0] == Self.mark | UInt64(session), let depth = Int(exactly: words[2]) else { return nil }
    self.init(
      session: session, base: words[1], depth: depth, hash: words[3],
      tail: Tail(words[4], words[5], words[6], words[7]))
    guard self.payload == payload else { return nil }
  }
}
