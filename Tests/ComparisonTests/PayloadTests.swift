import Testing

@testable import FileSessionsComparison

@Suite struct PayloadTests {
  @Test(arguments: [0, 1, 500])
  func catchPayloadComesBackWhole(padding: Int) {
    let payload = CatchPayload(session: 4, tag: 9, marks: [1, 2, .max])
    #expect(decode(payload.encoded(padding: padding)) == payload)
  }

  @Test func catchPayloadTellsAMixture() {
    let first = CatchPayload(session: 4, tag: 9, marks: [1, 2]).encoded(padding: 100)
    let second = CatchPayload(session: 4, tag: 9, marks: [1, 3]).encoded(padding: 100)
    #expect(decode(Array(first.prefix(40) + second.dropFirst(40))) == nil)
    #expect(decode(Array(first.prefix(120))) == nil)
    #expect(decode(first, of: 5) == nil)
    #expect(decode([]) == nil)
  }

  // A span cannot be made inside the macro.
  private func decode(_ bytes: [UInt8], of session: Int = 4) -> CatchPayload? {
    CatchPayload(bytes.span, of: session)
  }

  @Test(arguments: [48, 51, 512])
  func timedPayloadTellsAMixture(size: Int) {
    let first = TimedPayload.make(session: 1, stamp: 7, processes: 2, size: size)
    let second = TimedPayload.make(session: 1, stamp: 8, processes: 2, size: size)
    let mixture = Array(first.prefix(40) + second.dropFirst(40))
    #expect(TimedPayload.isWhole(first, session: 1, processes: 2, size: size))
    #expect(!TimedPayload.isWhole(mixture, session: 1, processes: 2, size: size))
    #expect(!TimedPayload.isWhole(first, session: 2, processes: 2, size: size))
    #expect(!TimedPayload.isWhole(Array(first.dropLast()), session: 1, processes: 2, size: size))
  }

  @Test func timedPayloadCountsPerWorker() {
    var payload = TimedPayload.make(session: 1, stamp: 7, processes: 2, size: 64)
    for _ in 0..<3 { TimedPayload.countUpdate(of: 1, stamp: 9, processes: 2, &payload) }
    #expect(TimedPayload.isWhole(payload, session: 1, processes: 2, size: 64))
    #expect(TimedPayload.counter(of: 0, payload) == 0)
    #expect(TimedPayload.counter(of: 1, payload) == 3)
  }
}
