/// A state's 128 bits: two states that differ share them with a chance of one in 10^25 for a million states, so that a
/// set of fingerprints stands for a set of states, as in other explicit-state checkers (TLC uses 64 bits).
struct Fingerprint: BitwiseCopyable, Equatable {
  var high: UInt64
  var low: UInt64

  init(_ world: borrowing KernelState) {
    var high: UInt64 = 0x9e37_79b9_7f4a_7c15
    var low: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    unsafe withUnsafeBytes(of: world) { bytes in
      for offset in stride(from: 0, to: bytes.count, by: 8) {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let first = (word ^ high).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        high = first.high ^ first.low &+ word
        let second = (word &+ low).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
        low = second.low ^ second.high &+ 0x1656_67b1_9e37_79f9
      }
    }
    self.high = high ^ low >> 29
    self.low = low ^ high >> 31
    if self.low == 0 { self.low = 1 }
  }
}

/// Which states have been met. Open addressing; `low` is never 0 in a member.
struct FingerprintSet {
  private var slots: [Fingerprint]
  private(set) var count = 0

  private static let free: Fingerprint = {
    // What lies behind a state would tell equal ones apart.
    precondition(MemoryLayout<KernelState>.size % 8 == 0)
    var free = Fingerprint(KernelState())
    (free.high, free.low) = (0, 0)
    return free
  }()

  init() { slots = Array(repeating: Self.free, count: 1 << 12) }

  /// - Returns: whether it is new.
  mutating func insert(_ member: Fingerprint) -> Bool {
    if count * 2 > slots.count { grow() }
    var place = Int(truncatingIfNeeded: member.low) & (slots.count - 1)
    while slots[place].low != 0 {
      if slots[place] == member { return false }
      place = (place + 1) & (slots.count - 1)
    }
    slots[place] = member
    count += 1
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Self.free, count: old.count * 4)
    count = 0
    for member in old where member.low != 0 { _ = insert(member) }
  }
}
