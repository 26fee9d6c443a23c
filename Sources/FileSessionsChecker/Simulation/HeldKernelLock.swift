internal import FileSessions

/// A lock as the simulated kernel keeps it: one number.
///
/// Who owns it is the difference between the kinds: an open file description (here a client's descriptor, since nothing
/// duplicates one), or a process.
struct HeldKernelLock {
  var inode: Int
  var call: LockCall
  /// A descriptor's place, or a process.
  var owner: Int
  /// 0 for the whole file, else a byte.
  var range: Int
  var isExclusive: Bool

  var number: UInt32 {
    UInt32(inode + 1) << 24 | UInt32(call.rawValue + 1) << 20 | UInt32(owner) << 12 | UInt32(range) << 4
      | (isExclusive ? 1 : 0)
  }

  init(inode: Int, call: LockCall, owner: Int, range: Int, isExclusive: Bool) {
    self.inode = inode
    self.call = call
    self.owner = owner
    self.range = range
    self.isExclusive = isExclusive
  }

  /// `nil` for 0.
  init?(_ number: UInt32) {
    guard number != 0, let call = LockCall(rawValue: UInt8(number >> 20 & 15) &- 1) else { return nil }
    inode = Int(number >> 24) - 1
    self.call = call
    owner = Int(number >> 12 & 0xff)
    range = Int(number >> 4 & 0xff)
    isExclusive = number & 1 == 1
  }

  private func hasSameOwner(as other: HeldKernelLock) -> Bool { call == other.call && owner == other.owner }

  private func shareTable(with other: HeldKernelLock) -> Bool { call.traits.table == other.call.traits.table }

  private func overlaps(_ other: HeldKernelLock) -> Bool { range == other.range || range == 0 || other.range == 0 }

  func conflicts(with other: HeldKernelLock) -> Bool {
    inode == other.inode && shareTable(with: other) && overlaps(other) && !hasSameOwner(as: other)
      && (isExclusive || other.isExclusive)
  }

  /// Whether taking the one replaces the other.
  func replaces(_ other: HeldKernelLock) -> Bool {
    inode == other.inode && hasSameOwner(as: other) && range == other.range
  }
}
