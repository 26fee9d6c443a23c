internal import Synchronization

/// The locks that the current task holds while a closure of the user runs.
///
/// Looked at only where a call would have to wait: waiting for oneself never ends, so it fails at once instead. Child
/// tasks inherit it, rightly: their parent waits for them. So do unstructured tasks, which may outlive the lock; hence
/// an entry knows when it is over.
enum HeldDomains {
  final class Entry: Sendable {
    private let domain: LockDomain
    private let localLocks: LocalLockTable
    private let isOver = Atomic(false)
    /// What this task held already.
    fileprivate let outer: Entry?

    fileprivate init(_ domain: LockDomain, of localLocks: LocalLockTable, inside outer: Entry?) {
      self.domain = domain
      self.localLocks = localLocks
      self.outer = outer
    }

    func end() { isOver.store(true, ordering: .releasing) }

    fileprivate func isOf(_ localLocks: LocalLockTable) -> Bool {
      self.localLocks === localLocks && !isOver.load(ordering: .acquiring)
    }

    fileprivate func covers(_ domain: LockDomain, _ localLocks: LocalLockTable) -> Bool {
      self.localLocks === localLocks && self.domain == domain && !isOver.load(ordering: .acquiring)
    }
  }

  /// The innermost one: a chain, so that one more costs one allocation.
  @TaskLocal static var current: Entry?

  /// Whether this task holds the lock of a domain in the store of `localLocks`.
  static func contain(_ domain: LockDomain, of localLocks: LocalLockTable) -> Bool {
    any { $0.covers(domain, localLocks) }
  }

  /// Whether this task holds any lock in the store of `localLocks`.
  static func containAny(of localLocks: LocalLockTable) -> Bool { any { $0.isOf(localLocks) } }

  private static func any(_ isWanted: (Entry) -> Bool) -> Bool {
    var entry = current
    while let held = entry {
      if isWanted(held) { return true }
      entry = held.outer
    }
    return false
  }

  /// Runs a closure with one more entry.
  static func with<Result>(
    _ domain: LockDomain, of localLocks: LocalLockTable, _ body: () throws -> Result
  ) rethrows -> Result {
    let entry = Entry(domain, of: localLocks, inside: current)
    defer { entry.end() }
    return try $current.withValue(entry, operation: body)
  }

  /// The same for a closure that suspends.
  static func with<Result>(
    _ domain: LockDomain, of localLocks: LocalLockTable, _ body: () async throws -> Result
  ) async rethrows -> Result {
    let entry = Entry(domain, of: localLocks, inside: current)
    defer { entry.end() }
    return try await $current.withValue(entry, operation: body)
  }
}
