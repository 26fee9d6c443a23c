internal import FileSessions

/// One state of everything that clients share, and of each client: plain memory without a gap, so that two states
/// are the same exactly if their bytes are.
///
/// Its size is a multiple of eight bytes, in which a fingerprint reads it.
///
/// 1. Lists (`entries`, `locks`) are sorted and end in zeros: one state has one form.
/// 2. A free inode's fields are zero. An inode is free as soon as it has neither a name nor an open descriptor, and
///    the lowest free number is given out next, so that a number that comes back is met at once.
/// 3. Who holds local locks and which POSIX locks a process has are values of the library's own types, as numbers.
struct KernelState: BitwiseCopyable {
  /// The last of them is the observer.
  static let clientLimit = 5
  static let operationLimit = 2
  static let inodeLimit = 12
  /// Many, since the registry of POSIX locks keeps a descriptor for each attempt that is refused while another thread
  /// of the process has a lock on the file.
  static let descriptorLimit = 14

  /// By inode: what it holds, plus one; 0 for a free inode.
  var contents = InlineArray<12, UInt32>(repeating: 0)
  /// By client: where in its operation it is.
  var nodes = InlineArray<5, UInt32>(repeating: 0)
  /// By client: what a read that is under way has delivered so far.
  var partials = InlineArray<5, UInt32>(repeating: 0)
  /// The counter of changes that all processes share.
  var changeCounter: UInt32 = 0
  /// The `Disk` under the directory; 0 where the scenario has none.
  var disk: UInt32 = 0
  /// Where the clock stands, as a place in the scenario's times.
  var clock: UInt32 = 0
  /// Locks that are held; see `HeldKernelLock`.
  var locks = InlineArray<8, UInt32>(repeating: 0)
  /// By operation (client times `operationLimit` plus its place): how it ended, plus one.
  var outcomes = InlineArray<10, UInt16>(repeating: 0)
  /// By process: its `LocalLockQueue`.
  var queues = InlineArray<5, UInt16>(repeating: 0)
  /// By process: its `PosixLockRegistry`.
  var registries = InlineArray<5, UInt16>(repeating: 0)
  /// By process: its `DescriptorCache`, and its `SessionCache`.
  var caches = InlineArray<5, UInt16>(repeating: 0)
  var memories = InlineArray<5, UInt16>(repeating: 0)
  /// The directory: names in the upper byte, inodes plus one in the lower.
  var entries = InlineArray<12, UInt16>(repeating: 0)
  /// By operation: which others had returned before it began.
  var before = InlineArray<10, UInt16>(repeating: 0)
  /// One bit for each operation in which a call failed.
  var faulted: UInt16 = 0
  /// By operation: where the clock stood when it began (lower half), and when it returned.
  var clocks = InlineArray<15, UInt8>(repeating: 0)
  /// By inode: how many names it has.
  var links = InlineArray<12, UInt8>(repeating: 0)
  /// By client and number: the inode plus one in the lower half, what it was opened for in the upper.
  var descriptors = InlineArray<70, UInt8>(repeating: 0)
  /// By client: how many pieces of its read or write are done.
  var pieces = InlineArray<5, UInt8>(repeating: 0)
  var phases = InlineArray<5, Phase>(repeating: .absent)
  /// By client: which of its operations it is at.
  var places = InlineArray<5, UInt8>(repeating: 0)
  var killsLeft: UInt8 = 0
  /// The calls that may yet fail in the lower half, those who may yet give up in the upper.
  private var mishapsLeft: UInt8 = 0

  enum Phase: UInt8, BitwiseCopyable {
    /// There is no such client.
    case absent
    /// The next operation has not begun.
    case ready
    case running
    /// Was refused a lock, and has not yet given up what it had.
    case refused
    /// The same, and a name or a lock has changed since.
    case refusedBefore
    /// Found a lock held, gave up what it had, and looks again as soon as a name or a lock has changed.
    case parked
    /// In the queue for its local lock.
    case queued
    /// It was granted it.
    case granted
    case done
    case killed
  }
}

extension KernelState {
  var faultsLeft: UInt8 {
    get { mishapsLeft & 15 }
    set { mishapsLeft = mishapsLeft & 0xf0 | newValue }
  }

  var giveUpsLeft: UInt8 {
    get { mishapsLeft >> 4 }
    set { mishapsLeft = mishapsLeft & 15 | newValue << 4 }
  }

  /// The number of the operation that a client is at.
  func operation(of client: Int) -> Int { client * Self.operationLimit + Int(places[client]) }

  func inode(named name: UInt8) -> Int? {
    for index in entries.indices where entries[index] >> 8 == UInt16(name) && entries[index] != 0 {
      return Int(entries[index] & 0xff) - 1
    }
    return nil
  }

  /// Every name that leads to a file.
  var names: [UInt8] { entries.indices.filter { entries[$0] != 0 }.map { UInt8(entries[$0] >> 8) } }

  mutating func setName(_ name: UInt8, to inode: Int) {
    entries.insertSorted(UInt16(name) << 8 | UInt16(inode + 1))
    links[inode] += 1
  }

  /// - Returns: the inode that had the name.
  @discardableResult
  mutating func removeName(_ name: UInt8) -> Int? {
    guard let inode = inode(named: name) else { return nil }
    entries.removeSorted(UInt16(name) << 8 | UInt16(inode + 1))
    links[inode] -= 1
    return inode
  }

  func isOpen(_ inode: Int) -> Bool {
    for index in descriptors.indices where descriptors[index] & 15 == UInt8(inode + 1) { return true }
    return false
  }

  mutating func allocateInode() -> Int {
    for inode in contents.indices where contents[inode] == 0 {
      contents[inode] = 1
      return inode
    }
    fatalError("a state with more than \(Self.inodeLimit) inodes")
  }

  /// What stands in the place of the contents of an inode that is free, and whose number does not come back.
  static let usedUp = UInt32.max

  func exists(_ inode: Int) -> Bool { contents[inode] != 0 && contents[inode] != Self.usedUp }

  mutating func freeInodeIfUnused(_ inode: Int) {
    if links[inode] == 0, !isOpen(inode) { contents[inode] = 0 }
  }

  mutating func allocateDescriptor(_ inode: Int, client: Int, for access: Access) -> CInt {
    for place in 0..<Self.descriptorLimit where descriptors[client * Self.descriptorLimit + place] == 0 {
      descriptors[client * Self.descriptorLimit + place] = access.rawValue << 4 | UInt8(inode + 1)
      return Self.descriptor(client, place)
    }
    fatalError("a client with more than \(Self.descriptorLimit) descriptors")
  }

  /// Each client numbers its own: threads of one process would otherwise get another number in each interleaving, to
  /// which no code may be sensitive.
  static func descriptor(_ client: Int, _ place: Int) -> CInt { CInt(10 + client * descriptorLimit + place) }

  static func slot(_ descriptor: CInt) -> Int { Int(descriptor) - 10 }

  func inode(of descriptor: CInt) -> Int? {
    let slot = Self.slot(descriptor)
    guard descriptors.indices.contains(slot), descriptors[slot] != 0 else { return nil }
    return inode(in: slot)
  }

  /// What an open descriptor was opened for.
  func access(of descriptor: CInt) -> PosixLockRegistry.Access {
    switch (isOpen(descriptor, for: .read), isOpen(descriptor, for: .write)) {
    case (true, true): .both
    case (false, true): .writing
    default: .reading
    }
  }

  /// The inode of a descriptor that is open.
  func inode(in slot: Int) -> Int { Int(descriptors[slot] & 15) - 1 }

  /// Whether an open descriptor was opened for something.
  func isOpen(_ descriptor: CInt, for access: Access) -> Bool {
    Access(rawValue: descriptors[Self.slot(descriptor)] >> 4).isSuperset(of: access)
  }
}

extension InlineArray where Element: FixedWidthInteger {
  mutating func insertSorted(_ new: Element) {
    precondition(self[count - 1] == 0, "a state with more than \(count) entries or locks")
    var place = count - 1
    while place > 0, self[place - 1] == 0 || self[place - 1] > new {
      self[place] = self[place - 1]
      place -= 1
    }
    self[place] = new
  }

  mutating func removeSorted(_ old: Element) {
    guard var place = indices.first(where: { self[$0] == old }) else { return }
    while place + 1 < count {
      self[place] = self[place + 1]
      place += 1
    }
    self[count - 1] = 0
  }
}
