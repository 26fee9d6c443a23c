import FileSessions
import Testing

@Suite("What is remembered")
struct SessionCacheTests {
  private static let start = Timestamp(nanosecondsSince1970: 1_000_000_000_000)
  private static let quiet = ChangeCounter(word: 5 << 16)

  private func digest(_ number: UInt64) -> SessionDigest { SessionDigest(number << 40 | number, 2, 3, number) }

  private func session(_ byte: UInt8, count: Int = 10) -> CachedSession {
    CachedSession(header: RecordHeader(), payload: [UInt8](repeating: byte, count: count))
  }

  @Test("A change that begins and ends makes two generations, and somebody is at work in between")
  func generations() {
    let before = ChangeCounter(word: 7 << 16)
    let during = before.begun()
    #expect(before.isQuiet && !during.isQuiet)
    let after = during.ended()
    #expect(after.isQuiet && after != before)
  }

  /// Why it is a count and no parity: with two sessions of one counter, even and odd would say "quiet" in the middle.
  @Test("Of two at work at once nobody is done when one of them is")
  func overlapping() {
    let both = Self.quiet.begun().begun()
    #expect(!both.ended().isQuiet)
    #expect(both.ended().ended().isQuiet)
  }

  @Test("A count at its end stays there, and one that somebody overwrote does not go below zero")
  func saturated() {
    let full = ChangeCounter(word: 0xffff)
    #expect(!full.begun().isQuiet && !full.begun().ended().isQuiet)
    #expect(ChangeCounter(word: 0).ended().isQuiet)
    #expect(ChangeCounter(word: 0).ended() != ChangeCounter(word: 0))
  }

  @Test("It is answered in its generation, and in no other")
  func answered() {
    var memory = SessionCache(capacity: 8, byteLimit: 1000)
    memory.insert(digest(1), session(1), in: Self.quiet, at: Self.start)
    #expect(memory.find(digest(1), in: Self.quiet, at: Self.start)?.payload.first == 1)
    #expect(memory.find(digest(1), in: Self.quiet.begun().ended(), at: Self.start) == nil)
    #expect(memory.find(digest(2), in: Self.quiet, at: Self.start) == nil)
  }

  @Test("For a second, and not at all by a clock that was set back")
  func fresh() {
    var memory = SessionCache(capacity: 8, byteLimit: 1000)
    memory.insert(digest(1), session(1), in: Self.quiet, at: Self.start)
    let second = SessionCache.freshness
    #expect(memory.find(digest(1), in: Self.quiet, at: Self.start.advanced(byNanoseconds: second - 1)) != nil)
    #expect(memory.find(digest(1), in: Self.quiet, at: Self.start.advanced(byNanoseconds: second)) == nil)
    #expect(memory.find(digest(1), in: Self.quiet, at: Self.start.advanced(byNanoseconds: -1)) == nil)
  }

  @Test("It is bounded in sessions and in bytes")
  func bounded() {
    var memory = SessionCache(capacity: 8, byteLimit: 100)
    for number in 1...20 {
      memory.insert(digest(UInt64(number)), session(UInt8(number), count: 30), in: Self.quiet, at: Self.start)
    }
    let kept = (1...20).filter { memory.find(digest(UInt64($0)), in: Self.quiet, at: Self.start) != nil }
    #expect((1...3).contains(kept.count))
    // Who comes is remembered, and those before it make room.
    #expect(kept.last == 20)
    memory.insert(digest(30), session(1, count: 101), in: Self.quiet, at: Self.start)
    #expect(memory.find(digest(30), in: Self.quiet, at: Self.start) == nil)
  }

  @Test("Where all of a set were asked for lately, one makes room all the same, and who comes is remembered")
  func allRecent() {
    var memory = SessionCache(capacity: 8, byteLimit: 1000)
    for number in 1...8 { memory.insert(digest(UInt64(number)), session(1), in: Self.quiet, at: Self.start) }
    for number in 1...8 { #expect(memory.find(digest(UInt64(number)), in: Self.quiet, at: Self.start) != nil) }
    memory.insert(digest(9), session(9), in: Self.quiet, at: Self.start)
    #expect(memory.find(digest(9), in: Self.quiet, at: Self.start)?.payload.first == 9)
    #expect((1...8).count { memory.find(digest(UInt64($0)), in: Self.quiet, at: Self.start) != nil } == 7)
  }
}

extension SessionCacheTests {
  @Test func aSessionThatWouldNeverFitLeavesTheOthersAlone() {
    var memory = SessionCache(capacity: 64, byteLimit: 1000)
    let (now, changeCounter) = (Timestamp(nanosecondsSince1970: 1), ChangeCounter(word: 0x1_0000))
    func session(_ count: Int) -> CachedSession {
      CachedSession(header: RecordHeader(), payload: [UInt8](repeating: 1, count: count))
    }
    let (small, large) = (SessionID(key: "small").digest, SessionID(key: "large").digest)
    memory.insert(small, session(900), in: changeCounter, at: now)
    memory.insert(large, session(1001), in: changeCounter, at: now)
    #expect(memory.find(small, in: changeCounter, at: now) != nil)
    #expect(memory.find(large, in: changeCounter, at: now) == nil)
  }
}
