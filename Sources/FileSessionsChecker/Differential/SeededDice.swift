/// Random choices that a seed repeats: SplitMix64.
struct SeededDice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func isOne(in bound: Int) -> Bool { below(bound) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// One of several things that are not equally likely.
  mutating func weighted<Element>(_ elements: [(Element, weight: Int)]) -> Element {
    var rest = below(elements.reduce(0) { $0 + $1.weight })
    for (element, weight) in elements {
      if rest < weight { return element }
      rest -= weight
    }
    preconditionFailure("no weights")
  }
}
