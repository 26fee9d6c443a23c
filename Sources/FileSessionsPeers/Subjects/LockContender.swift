#if Peers
internal import CFileSessionsPeers
internal import FileSessions
internal import Foundation
internal import Lab

/// One process that wants the lock of a session again and again.
struct LockContender {
  private static var room: Int { 1 << 17 }

  let request: WorkerRequest

  /// How long each grant was waited for, in nanoseconds.
  func floor() throws -> [Int64] {
    var waits = [Int64](repeating: 0, count: Self.room)
    let granted = unsafe file_sessions_peer_contend(
      request.directory, request.hold, request.pause, request.end, &waits, Int64(Self.room))
    guard granted >= 0 else { throw SubjectFailure("flock failed: \(granted)") }
    return Array(waits.prefix(Int(granted)))
  }

  func library(_ subject: LibrarySubject) throws -> [Int64] {
    var waits: [Int64] = []
    let id = subject.ids[0]
    while true {
      let asked = Moment.now
      guard asked < request.end else { return waits }
      try subject.store.blocking.update(id) { draft in
        waits.append(Moment.now - asked)
        file_sessions_peer_spin(request.hold)
        SharedPayload.count(&draft.payload)
      }
      if request.pause > 0 { Thread.sleep(forTimeInterval: Double(request.pause) / 1e9) }
    }
  }
}

/// Readers of one session who hold its shared lock in turn, so that it is never free by itself.
struct SharedHolders {
  let request: WorkerRequest

  /// How long each hold took, in nanoseconds.
  func library(_ subject: LibrarySubject) async throws -> [Int64] {
    try await together { offset in
      try await self.hold(subject, from: offset)
    }
  }

  func floor() async throws -> [Int64] {
    try await together { offset in
      try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try self.holdFloor(from: offset) }) }
      }
    }
  }

  /// Each begins a part of a hold later than the one before.
  private func together(_ hold: @escaping @Sendable (Int64) async throws -> [Int64]) async throws -> [Int64] {
    try await withThrowingTaskGroup(of: [Int64].self) { group in
      for number in 0..<request.threads {
        let offset = request.start + Int64(number) * request.hold / Int64(request.threads)
        group.addTask { try await hold(offset) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  private func hold(_ subject: LibrarySubject, from start: Int64) async throws -> [Int64] {
    try await Task.sleep(for: .nanoseconds(max(0, start - Moment.now)))
    var holds: [Int64] = []
    while Moment.now < request.end {
      try await subject.store.withSharedLock(subject.ids[0], timeout: .seconds(60)) { _ in
        let begun = Moment.now
        try await Task.sleep(for: .nanoseconds(request.hold), tolerance: .zero)
        holds.append(Moment.now - begun)
      }
    }
    return holds
  }

  private func holdFloor(from start: Int64) throws -> [Int64] {
    var holds = [Int64](repeating: 0, count: 1 << 14)
    Moment.wait(until: start)
    let count = unsafe file_sessions_peer_hold_shared(
      request.directory, request.hold, request.end, &holds, Int64(holds.count))
    guard count >= 0 else { throw SubjectFailure("flock failed: \(count)") }
    return Array(holds.prefix(Int(count)))
  }
}
#endif
