import FileSessions
import Testing

@Suite("The in-process turn")
struct LocalLockQueueTests {
  private static let domain = LockDomain.session(SessionID(key: "s").digest)

  private func ticket(_ number: UInt64, _ mode: LockMode = .exclusive) -> LocalLockRequest {
    LocalLockRequest(domain: Self.domain, mode: mode, number: number)
  }

  @Test("One exclusive holder at a time, first come, first served")
  func exclusive() {
    var queue = LocalLockQueue()
    #expect(queue.enter(ticket(1)) == .granted)
    #expect(queue.enter(ticket(2)) == .queued)
    #expect(queue.enter(ticket(3)) == .queued)
    #expect(queue.leave(ticket(1)) == [ticket(2)])
    #expect(queue.leave(ticket(2)) == [ticket(3)])
    #expect(queue.leave(ticket(3)) == [])
    #expect(queue.isEmpty)
  }

  @Test("Shared holders together; a writer that waits is not overtaken by readers that come later")
  func sharedAndWriter() {
    var queue = LocalLockQueue()
    #expect(queue.enter(ticket(1, .shared)) == .granted)
    #expect(queue.enter(ticket(2, .shared)) == .granted)
    #expect(queue.enter(ticket(3)) == .queued)
    #expect(queue.enter(ticket(4, .shared)) == .queued)
    #expect(queue.leave(ticket(1, .shared)) == [])
    #expect(queue.leave(ticket(2, .shared)) == [ticket(3)])
    #expect(queue.leave(ticket(3)) == [ticket(4, .shared)])
  }

  @Test("A writer that gives up lets the readers behind it go on")
  func writerGivesUp() {
    var queue = LocalLockQueue()
    #expect(queue.enter(ticket(1, .shared)) == .granted)
    #expect(queue.enter(ticket(2)) == .queued)
    #expect(queue.enter(ticket(3, .shared)) == .queued)
    #expect(queue.enter(ticket(4, .shared)) == .queued)
    #expect(queue.leave(ticket(2)) == [ticket(3, .shared), ticket(4, .shared)])
  }

  @Test("Whatever happens in whatever order, nobody is granted beside an exclusive holder, and nobody is forgotten")
  func invariants() {
    var generator = SplitMix(seed: 8616)
    for _ in 0..<300 {
      var (queue, holding, waiting, next) = (LocalLockQueue(), [LocalLockRequest](), [LocalLockRequest](), UInt64(0))
      for _ in 0..<60 {
        if generator.next() % 2 == 0 || holding.isEmpty {
          next += 1
          let new = ticket(next, generator.next() % 2 == 0 ? .shared : .exclusive)
          if queue.enter(new) == .granted { holding.append(new) } else { waiting.append(new) }
        } else {
          let pool = generator.next() % 4 == 0 && !waiting.isEmpty ? waiting : holding
          let leaving = pool[Int(generator.next() % UInt64(pool.count))]
          let granted = queue.leave(leaving)
          holding.removeAll { $0 == leaving }
          waiting.removeAll { $0 == leaving || granted.contains($0) }
          holding += granted
        }
        #expect(holding.count <= 1 || holding.allSatisfy { $0.mode == .shared })
        #expect(!holding.isEmpty || waiting.isEmpty)
      }
      while let leaving = holding.first {
        holding.removeFirst()
        holding += queue.leave(leaving)
      }
      #expect(queue.isEmpty)
    }
  }
}

/// A seeded generator: a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
