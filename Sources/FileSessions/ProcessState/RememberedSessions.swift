internal import Synchronization

/// The sessions that one store of this process remembers: memories behind mutexes.
package final class RememberedSessions: Sendable {
  private final class Shard: Sendable {
    let memory: Mutex<SessionMemory>
    init(_ memory: consuming SessionMemory) { self.memory = Mutex(memory) }
  }

  private static var shardCount: Int { 16 }

  private let shards: [Shard]

  /// - Parameter byteLimit: of payloads and places together.
  init(byteLimit: Int) {
    let share = byteLimit / Self.shardCount
    // A place for each kilobyte: sessions are small, and a payload that is not takes the bytes of several.
    let places = max(8, share / 1024)
    shards = (0..<Self.shardCount).map { _ in
      Shard(SessionMemory(capacity: places, byteLimit: max(0, share - places * SessionMemory.bytesPerPlace)))
    }
  }

  private func shard(of digest: SessionDigest) -> Shard {
    shards[Int(truncatingIfNeeded: digest.first) & (Self.shardCount - 1)]
  }

  func recall(_ digest: SessionDigest, in generation: Generation, at now: Timestamp) -> RememberedSession? {
    shard(of: digest).memory.withLock { $0.recall(digest, in: generation, at: now) }
  }

  func remember(_ digest: SessionDigest, _ session: RememberedSession, in generation: Generation, at now: Timestamp) {
    shard(of: digest).memory.withLock { $0.remember(digest, session, in: generation, at: now) }
  }
}
