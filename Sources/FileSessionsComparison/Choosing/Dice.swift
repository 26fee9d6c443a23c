#if CommandLineTool
internal import Synchronization

/// Random choices that a seed repeats: SplitMix64.
package struct Dice: RandomNumberGenerator, Sendable {
  fileprivate static var stride: UInt64 { 0x9e37_79b9_7f4a_7c15 }
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= Self.stride
    return Self.mix(state)
  }

  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// From 0 to 1, and never 1.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  fileprivate static func mix(_ state: UInt64) -> UInt64 {
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }
}

/// Dice that several threads roll at once.
final class SharedDice: Sendable {
  private let state: Atomic<UInt64>

  init(seed: UInt64) { state = Atomic(seed) }

  func next() -> UInt64 { Dice.mix(state.wrappingAdd(Dice.stride, ordering: .relaxed).newValue) }
}
#endif
