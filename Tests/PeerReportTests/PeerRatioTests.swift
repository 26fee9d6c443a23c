import Testing

@testable import FileSessionsPeers

@Suite struct PeerRatioTests {
  private func series(_ name: String, _ rates: [Double], processes: Int = 1) -> PeerSeries {
    PeerSeries(subject: name, operation: .load, processes: processes, rates: rates)
  }

  /// A disturbance that hits one round hits both: the ratio of that round is as good as any.
  @Test func ratiosAreTakenRoundByRound() throws {
    let own = series("slots", [200, 20, 200, 2, 200, 200, 200])
    let other = series("peer", [100, 10, 100, 1, 100, 100, 100])
    let ratio = try #require(PeerRatio(own, to: other))
    #expect(ratio.ratio == 2 && ratio.low == 2 && ratio.high == 2)
    #expect(ratio.verdict == .wins)
  }

  @Test func anIntervalThatHoldsOneIsNoVerdict() throws {
    let ratio = try #require(
      PeerRatio(series("slots", [90, 95, 99, 101, 105, 110, 120]), to: series("peer", Array(repeating: 100, count: 7))))
    #expect(ratio.verdict == .level)
    #expect(ratio.low == 0.9 && ratio.high == 1.2)
  }

  @Test func slowerIsLost() throws {
    let ratio = try #require(
      PeerRatio(series("slots", Array(repeating: 10, count: 7)), to: series("peer", Array(repeating: 11, count: 7))))
    #expect(ratio.verdict == .loses)
  }

  @Test func whatWasNotMeasuredTogetherIsNotCompared() {
    #expect(PeerRatio(series("slots", [1]), to: series("peer", [1, 2])) == nil)
    #expect(PeerRatio(series("slots", [1]), to: series("peer", [1], processes: 2)) == nil)
    #expect(PeerRatio(series("slots", []), to: series("peer", [])) == nil)
  }

  @Test func crossingsLieBetweenTheSizesMeasured() {
    func points(_ name: String, _ times: [Double]) -> [PeerCurvePoint] {
      zip([64, 1024, 16_384], times).map { PeerCurvePoint(subject: name, operation: .load, size: $0, microseconds: $1) }
    }
    let crossing = PeerCrossing(
      .load, "slots", "peer", in: points("slots", [1, 4, 16]) + points("peer", [4, 4.0001, 4]))
    #expect(crossing.beginsFaster)
    #expect(crossing.sizes.count == 1)
    #expect((1024...1030).contains(crossing.sizes.first ?? 0))
    let never = PeerCrossing(.load, "slots", "peer", in: points("slots", [1, 1, 1]) + points("peer", [2, 2, 2]))
    #expect(never.words == "faster at every size")
  }
}
