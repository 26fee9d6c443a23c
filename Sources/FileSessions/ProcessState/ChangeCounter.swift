/// A counter that all processes share, for the sessions whose digests end alike: whether one of them has changed.
///
/// ```
///  63                                          16 15              0
/// ┌──────────────────────────────────────────────┬─────────────────┐
/// │ generation: +1 where a change begins or ends │ writers at work │
/// └──────────────────────────────────────────────┴─────────────────┘
/// ```
///
/// 1. A change begins before its first byte can be seen, under the session's lock, and ends before that lock is given
///    up, also when it failed. (A simple parity, odd while somebody writes, would not do: two sessions that share a
///    word but no lock make it even between them while both are at work.)
/// 2. A value that was read from its file while nobody was at work, after the word was looked at, is current for as
///    long as the word is the same.
/// 3. A writer that is killed in between leaves its count: nothing is remembered under that word until the table is
///    next set anew, by the first store that opens the directory when nobody else has it open. So a crash leaves "read
///    the file", never a stale answer.
/// 4. A count that has reached its end stays there.
package struct ChangeCounter: Hashable, Sendable {
  package private(set) var word: UInt64

  package init(word: UInt64) { self.word = word }

  private static var countMask: UInt64 { 0xffff }
  private static var step: UInt64 { 0x1_0000 }

  /// A number for a table that is set anew: nobody at work, and a generation that chance has not given before.
  static func random(_ bits: UInt64) -> ChangeCounter { ChangeCounter(word: (bits | 1 << 62) & ~countMask) }

  private var count: UInt64 { word & Self.countMask }

  /// Whether nobody is at work.
  package var isQuiet: Bool { count == 0 }

  package func begun() -> ChangeCounter {
    let isFull = count == Self.countMask
    let next = ChangeCounter(word: word &+ Self.step &+ (isFull ? 0 : 1))
    assert(!next.isQuiet && next != self, "a change that has begun is counted, and moves the word")
    return next
  }

  package func ended() -> ChangeCounter {
    // A count of zero: somebody overwrote the table under a writer. One at its end stays.
    let isUncounted = count == 0 || count == Self.countMask
    let next = ChangeCounter(word: word &+ Self.step &- (isUncounted ? 0 : 1))
    assert(next.count == count - (isUncounted ? 0 : 1) && next != self, "one change ends, and moves the word")
    return next
  }
}
