internal import Synchronization

/// The sessions that one store of this process remembers: memories behind mutexes.
package final class SharedSessionCache: Sendable {
  private final class Shard: Sendable {
    let memory: Mutex<SessionCache>
    init(_ memory: consuming SessionCache) { self.memory = Mutex(memory) }
  }

  private static var shardCount: Int { 16 }

  private let shards: [Shard]

  /// - Parameter byteLimit: of payloads and places together.
  init(byteLimit: Int) {
    let share = byteLimit / Self.shardCount
    // A place for each kilobyte: sessions are small, and a payload that is not takes the bytes of several.
    let places = max(8, share / 1024)
    shards = (0..<Self.shardCount).map { _ in
      Shard(SessionCache(capacity: places, byteLimit: max(0, share - places * SessionCache.bytesPerPlace)))
    }
  }

  private func shard(of digest: SessionDigest) -> Shard {
    shards[Int(truncatingIfNeeded: digest.first) & (Self.shardCount - 1)]
  }

  func find(_ digest: SessionDigest, in changeCounter: ChangeCounter, at now: Timestamp) -> CachedSession? {
    shard(of: digest).memory.withLock { $0.find(digest, in: changeCounter, at: now) }
  }

  func insert(_ digest: SessionDigest, _ session: CachedSession, in changeCounter: ChangeCounter, at now: Timestamp) {
    shard(of: digest).memory.withLock { $0.insert(digest, session, in: changeCounter, at: now) }
  }
}
