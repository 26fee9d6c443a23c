#if Peers
internal import CFileSessionsPeers
internal import FileSessions
internal import FileSessionsComparison
internal import Foundation

/// One process that wants the lock of a session again and again.
struct LockContender {
  /// Blocking flock(2) in C, by this name.
  static let floor = "flock"
  private static var room: Int { 1 << 17 }

  private let request: WorkerRequest

  init(_ request: WorkerRequest) { self.request = request }

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
#endif
