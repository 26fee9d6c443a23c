/// The counters of a store, in memory that its processes share.
final class ChangeCounterTable: Sendable {
  static let entries = 1 << 16
  static let byteCount = entries * 8

  private let pages: SharedPages

  init(_ pages: SharedPages) { self.pages = pages }

  private func index(of digest: SessionDigest) -> Int { Int(digest.fourth & UInt64(Self.entries - 1)) }

  func changeCounter(of digest: SessionDigest) -> ChangeCounter { ChangeCounter(word: pages.word(index(of: digest))) }

  func note(_ end: ChangeEnd, of digest: SessionDigest) {
    pages.change(index(of: digest)) { word in
      let changeCounter = ChangeCounter(word: word)
      return (end == .begins ? changeCounter.begun() : changeCounter.ended()).word
    }
  }
}
