import FileSessionsChaos
import Lab
import Testing

@Suite struct FlatnessTests {
  private static func series(_ count: Int = 60, _ value: (Double, inout Dice) -> Double) -> [Double] {
    var dice = Dice(seed: 1)
    return (0..<count).map { value(Double($0), &dice) }
  }

  private static func isFlat(_ measure: SoakMeasure, _ samples: [Double]) -> Bool? {
    measure.tolerance.flatMap { Flatness(samples, share: $0.share, slack: $0.slack)?.isFlat }
  }

  @Test func whatStaysIsFlat() {
    #expect(Self.isFlat(.descriptors, Self.series { _, dice in 520 + Double(dice.below(12)) }) == true)
    #expect(Self.isFlat(.memory, Self.series { _, dice in 30 + dice.fraction() }) == true)
  }

  @Test func whatFillsUpAtFirstIsFlat() {
    #expect(Self.isFlat(.descriptors, Self.series { time, _ in min(20 + 60 * time, 530) }) == true)
  }

  @Test func aPeakIsNoGrowth() {
    #expect(Self.isFlat(.memory, Self.series { time, _ in time == 50 ? 900 : 30 }) == true)
  }

  /// One descriptor is forgotten each second.
  @Test func aLeakOfDescriptorsGrows() {
    #expect(Self.isFlat(.descriptors, Self.series { time, dice in 20 + time + Double(dice.below(4)) }) == false)
    #expect(Self.isFlat(.descriptors, Self.series(600) { time, dice in 530 + time + Double(dice.below(12)) }) == false)
  }

  @Test func aLeakOfMemoryGrows() {
    #expect(Self.isFlat(.memory, Self.series { time, dice in 30 + time / 2 + dice.fraction() }) == false)
  }

  @Test func filesThatAreNeverSweptGrow() {
    #expect(Self.isFlat(.files, Self.series { time, _ in 4000 + 100 * time }) == false)
  }

  @Test func fewSamplesAreNoVerdict() {
    #expect(Flatness([Double](repeating: 1, count: Flatness.leastSamples - 1), share: 0.1, slack: 1) == nil)
  }

  @Test func lineRisesWithTheValues() {
    #expect(SoakTable.line([0, 1, 2, 4]) == "▁▃▅█")
    #expect(SoakTable.line([]).isEmpty)
    #expect(SoakTable.line([Double](repeating: 3, count: 500)).count == 48)
  }
}
