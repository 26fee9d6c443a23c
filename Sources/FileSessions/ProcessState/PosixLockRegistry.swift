/// What a process has to remember of its POSIX locks, since the kernel does not.
///
/// A POSIX lock belongs to the process as a whole: a second lock by another thread converts the first, and closing
/// *any* descriptor of the file drops all of the process's locks on it, also one that was only opened for reading
/// (fcntl(2); SQLite's os_unix.c, "POSIX advisory locks are broken by design"). So
///
/// 1. within the process, locks are granted here, by file and range; the kernel is asked for the first holder of a
///    range and told of the last.
/// 2. A descriptor of a file on which the process holds any lock is not closed but parked, until it holds none.
/// 3. A parked descriptor is lent to the next who opens the file for no more than it was opened for.
///
/// A value with a closed set of steps. The kernel side keeps one per process behind a mutex, since the locks are the
/// process's and not a store's; a simulation keeps one per simulated process.
package struct PosixLockRegistry: Hashable, Sendable {
  package struct File: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }
  }

  private struct Holders: Hashable {
    var mode: LockMode
    var count: Int
  }

  private struct Entry: Hashable {
    var ranges: [LockRange: Holders] = [:]
    /// Descriptors whose close has to wait.
    var parked: [Parked] = []
  }

  /// What a descriptor was opened for.
  package enum Access: Hashable, Sendable { case reading, writing, both }

  private struct Parked: Hashable {
    var descriptor: CInt
    var access: Access
  }

  /// What to ask of the kernel before a lock is granted.
  package enum Request: Hashable, Sendable {
    /// Somebody of this process holds it in the same, shared mode.
    case alreadyHeld
    /// Somebody of this process holds it in a mode that excludes this one.
    case conflict
    case askKernel
  }

  /// What to do at the end of a lock.
  package struct Release: Hashable, Sendable {
    package var tellKernel = false
    package var close: [CInt] = []

    package init(tellKernel: Bool = false, close: [CInt] = []) {
      self.tellKernel = tellKernel
      self.close = close
    }
  }

  private var entries: [File: Entry] = [:]

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }

  package func request(_ file: File, _ range: LockRange, _ mode: LockMode) -> Request {
    guard let holders = entries[file]?.ranges[range] else { return .askKernel }
    return mode == .shared && holders.mode == .shared ? .alreadyHeld : .conflict
  }

  /// A lock was granted, by the kernel or by `alreadyHeld`.
  package mutating func granted(_ file: File, _ range: LockRange, _ mode: LockMode) {
    entries[file, default: Entry()].ranges[range, default: Holders(mode: mode, count: 0)].count += 1
  }

  /// A holder gives its lock up.
  package mutating func release(_ file: File, _ range: LockRange) -> Release {
    guard var entry = entries[file], var holders = entry.ranges[range] else { return Release() }
    holders.count -= 1
    entry.ranges[range] = holders.count > 0 ? holders : nil
    guard entry.ranges.isEmpty else {
      entries[file] = entry
      return Release(tellKernel: holders.count == 0)
    }
    entries[file] = nil
    return Release(tellKernel: holders.count == 0, close: entry.parked.map(\.descriptor))
  }

  /// Whether a descriptor may be closed now; if not, it is parked until the last lock of the file ends.
  package mutating func mayClose(_ descriptor: CInt, _ access: Access, of file: File) -> Bool {
    guard entries[file] != nil else { return true }
    entries[file]?.parked.append(Parked(descriptor: descriptor, access: access))
    return false
  }

  /// A parked descriptor, for somebody who opens the file.
  package mutating func takeParked(_ access: Access, of file: File) -> CInt? {
    guard let index = entries[file]?.parked.firstIndex(where: { $0.access == .both || $0.access == access }) else {
      return nil
    }
    return entries[file]?.parked.remove(at: index).descriptor
  }
}
