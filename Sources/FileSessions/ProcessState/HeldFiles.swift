internal import CFileSessions
internal import Synchronization

/// The session files that one store of this process holds open: caches behind mutexes, and the closes that they order.
package final class HeldFiles: Sendable {
  private final class Shard: Sendable {
    struct State {
      var cache: DescriptorCache
      /// Of which process it is.
      var forkCount: UInt32
    }

    let state: Mutex<State>

    init(capacity: Int) {
      state = Mutex(
        State(cache: DescriptorCache(capacity: capacity), forkCount: file_sessions_fork_count()))
    }
  }

  private static var shardCount: Int { 16 }

  private let shards: [Shard]
  private let owners = DescriptorOwners()
  /// How many descriptors are held at most.
  package let capacity: Int

  package init(capacity: Int) {
    let count = max(1, min(Self.shardCount, capacity / 8))
    let perShard = (max(8, capacity / count) + 7) / 8 * 8
    shards = (0..<count).map { _ in Shard(capacity: perShard) }
    self.capacity = count * perShard
  }

  deinit { closeAll() }

  /// A descriptor, lent, or `-ENOENT`.
  func borrow(_ digest: SessionDigest) -> CInt {
    withCache(shard(of: digest)) { $0.borrow(digest) } ?? -Errno.noEntry
  }

  /// Ends a use. What it answers has to be closed, if it is not -1.
  func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt {
    guard owners.canHold(descriptor) else { return descriptor }
    let number = shard(of: digest)
    return withCache(number) { cache in
      assert([0, UInt8(number + 1)].contains(owners[descriptor]), "a descriptor is held in its session's shard")
      let closing = cache.keep(descriptor, for: digest)
      if let closing { owners[closing] = 0 }
      if closing != descriptor { owners[descriptor] = UInt8(number + 1) }
      return closing ?? -1
    }
  }

  /// Ends a use and every later one.
  /// - Returns: whether the descriptor is to be closed now; also of one that is not held.
  func drop(_ descriptor: CInt) -> Bool {
    let number = Int(owners[descriptor])
    guard number > 0 else { return true }
    return withCache(number - 1) { cache in
      let closesNow = cache.drop(descriptor)
      if closesNow { owners[descriptor] = 0 }
      return closesNow
    }
  }

  /// Closes what nobody uses: for a process that has run out of descriptors, and at the end.
  func closeAll() {
    for number in shards.indices {
      let unused = withCache(number) { cache in
        let unused = cache.removeUnused()
        for descriptor in unused { owners[descriptor] = 0 }
        return unused
      }
      for descriptor in unused { _ = PosixLocks.close(descriptor) }
    }
  }

  private func shard(of digest: SessionDigest) -> Int {
    Int(truncatingIfNeeded: ((digest.first & 0xffff) &* UInt64(shards.count)) >> 16)
  }

  private func withCache<Result>(_ number: Int, _ body: (inout DescriptorCache) -> Result) -> Result {
    shards[number].state.withLock { state in
      let now = file_sessions_fork_count()
      if state.forkCount != now {
        forget(&state.cache)
        state.forkCount = now
      }
      return body(&state.cache)
    }
  }

  /// A forked child has its parent's descriptors, and with them its open file descriptions: a lock on one of them would
  /// be the parent's as well. It opens its own; closing these takes nothing from the parent. What is in use at that
  /// moment its user closes, as a descriptor that is not held.
  private func forget(_ cache: inout DescriptorCache) {
    for descriptor in cache.descriptors { owners[descriptor] = 0 }
    for descriptor in cache.removeAll() { _ = PosixLocks.close(descriptor) }
  }
}

/// By descriptor, which shard holds it, plus one; 0 for one that is not held.
///
/// Set to 0 before a descriptor is closed, so that the next file that is given the same number finds it so.
private final class DescriptorOwners: Sendable {
  private final class Page: Sendable {
    let owners = InlineArray<1024, Atomic<UInt8>> { _ in Atomic(0) }
  }

  /// Higher descriptors are not held.
  private static var pageCount: Int { 64 }

  private let pages = (0..<pageCount).map { _ in Page() }

  func canHold(_ descriptor: CInt) -> Bool { descriptor >= 0 && Int(descriptor) >> 10 < Self.pageCount }

  subscript(_ descriptor: CInt) -> UInt8 {
    get {
      guard canHold(descriptor) else { return 0 }
      return pages[Int(descriptor) >> 10].owners[Int(descriptor) & 1023].load(ordering: .acquiring)
    }
    set(owner) { pages[Int(descriptor) >> 10].owners[Int(descriptor) & 1023].store(owner, ordering: .releasing) }
  }
}
