/// A lock as the simulated kernel keeps it: one number.
///
/// Who owns it is the difference between the kinds: an open file description (here a client's descriptor, since nothing
/// duplicates one), or a process.
struct HeldKernelLock {
  enum Family: UInt32 { case flock = 1, ofd, posix }

  var inode: Int
  var family: Family
  /// A descriptor's place, or a process.
  var owner: Int
  /// 0 for the whole file, else a byte.
  var range: Int
  var isExclusive: Bool

  var number: UInt32 {
    UInt32(inode + 1) << 24 | family.rawValue << 20 | UInt32(owner) << 12 | UInt32(range) << 4 | (isExclusive ? 1 : 0)
  }

  init(inode: Int, family: Family, owner: Int, range: Int, isExclusive: Bool) {
    self.inode = inode
    self.family = family
    self.owner = owner
    self.range = range
    self.isExclusive = isExclusive
  }

  /// `nil` for 0.
  init?(_ number: UInt32) {
    guard number != 0, let family = Family(rawValue: number >> 20 & 15) else { return nil }
    inode = Int(number >> 24) - 1
    self.family = family
    owner = Int(number >> 12 & 0xff)
    range = Int(number >> 4 & 0xff)
    isExclusive = number & 1 == 1
  }

  private func hasSameOwner(as other: HeldKernelLock) -> Bool { family == other.family && owner == other.owner }

  /// Whether one is `fcntl`'s as well as the other: flock knows nothing of those, and they nothing of it.
  private func shareTable(with other: HeldKernelLock) -> Bool { (family == .flock) == (other.family == .flock) }

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
