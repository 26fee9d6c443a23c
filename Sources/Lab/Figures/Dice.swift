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

  package mutating func isOne(in bound: Int) -> Bool { below(bound) == 0 }

  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// One of several things that are not equally likely.
  package mutating func weighted<Element>(_ elements: [(Element, weight: Int)]) -> Element {
    var rest = below(elements.reduce(0) { $0 + $1.weight })
    for (element, weight) in elements {
      if rest < weight { return element }
      rest -= weight
    }
    preconditionFailure("no weights")
  }

  /// From 0 to 1, and never 1.
  package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  fileprivate static func mix(_ state: UInt64) -> UInt64 {
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }
}

/// Dice that several threads roll at once.
package final class SharedDice: Sendable {
  private let state: Atomic<UInt64>

  package init(seed: UInt64) { state = Atomic(seed) }

  package func next() -> UInt64 { Dice.mix(state.wrappingAdd(Dice.stride, ordering: .relaxed).newValue) }
}
