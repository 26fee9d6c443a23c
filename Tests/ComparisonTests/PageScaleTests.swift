import Lab
import Testing

@testable import FileSessionsComparison

/// What the pictures of the page are drawn with.
@Suite struct PageScaleTests {
  @Test func bucketsHoldWhatBelongsIntoThem() {
    var distribution = LatencyDistribution()
    distribution.add(3, microseconds: 10)
    distribution.add(1, microseconds: 12)
    distribution.add(2, microseconds: 1)
    distribution.add(5, microseconds: 0)
    distribution.add(1, microseconds: 1_000_000)
    #expect(distribution.counts.reduce(0, +) == 12)
    #expect(distribution.counts.first == 5)
    #expect(distribution.counts.last == 1)
    #expect(distribution.firstBucket == -10)
    #expect(distribution.counts[20] == 4)
    #expect(abs(distribution.microseconds(at: 20) - 10) < 1e-9)
  }

  @Test func latenciesAndTheirDistributionAgree() {
    var latencies = Latencies()
    for duration in 1...5000 { latencies.record(.save, nanoseconds: Int64(duration) * 1000) }
    let distribution = latencies.distribution(.save)
    #expect(distribution.counts.reduce(0, +) == 5000)
    #expect(latencies.distribution(.load).counts.isEmpty)
    #expect((4990...5010).contains(latencies.longest))
    // The bucket of the median holds it.
    let median = latencies.figures(.save, seconds: 1).p50
    let below = (0..<distribution.counts.count).filter { distribution.microseconds(at: $0 + 1) <= median }
    let above = (0..<distribution.counts.count).filter { distribution.microseconds(at: $0) > median }
    #expect(below.reduce(0) { $0 + distribution.counts[$1] } < 2500)
    #expect(above.reduce(0) { $0 + distribution.counts[$1] } < 2500)
  }

  @Test func scaleIsLogarithmicAndHoldsEverything() {
    let scale = LogScale(covering: [1, 10, 1000, 0, .infinity])
    let positions = [1.0, 10, 100, 1000].map(scale.position)
    #expect(positions.allSatisfy { (1...99).contains($0) })
    let steps = zip(positions, positions.dropFirst()).map { $1 - $0 }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-9 })
    #expect(scale.position(0) == 0)
    #expect(scale.position(1e9) == 100)
    #expect(scale.ticks.contains { abs($0 - 100) < 1e-9 })
  }

  @Test func scaleOfNothingOrOneValueHasTicks() {
    #expect(LogScale(covering: []).ticks.count >= 3)
    #expect(LogScale(covering: [42]).ticks.count >= 3)
  }

  @Test(arguments: [
    (0.0, "–"), (4.04, "4.0 µs"), (999, "999 µs"), (1500, "1.5 ms"), (46_700, "47 ms"), (2_500_000, "2.5 s"),
  ])
  func durationsHaveAUnitThatFits(microseconds: Double, text: String) {
    #expect(Quantity.duration(microseconds: microseconds) == text)
  }

  @Test func hundredthsAreWrittenOut() {
    #expect([0, 1, 0.957, 43.2, 99.999].map(Quantity.hundredths) == ["0.00", "1.00", "0.96", "43.20", "100.00"])
  }
}
