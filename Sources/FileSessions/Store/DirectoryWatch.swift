internal import CFileSessions
internal import Synchronization

/// Whether a store's path still leads to the directory that it has open.
///
///   1. A has the directory open. Somebody moves it away, and makes or mounts another in its place.
///   2. B opens the same path. A and B both use "the" store, each its own, and each loses what the other saves.
///
/// A descriptor notices nothing of that, so the path is looked up again: where something fails or is not found, at each
/// sweep, and now and then.
final class DirectoryWatch: Sendable {
  enum Finding: Sendable {
    case there
    /// In words.
    case lost(String)
  }

  /// Nanoseconds.
  private static var interval: Int64 { 30_000_000_000 }

  private let path: String
  private let directory: CInt
  private let identity: FileStatus?
  private let next: Atomic<Int64>

  init(_ path: String, _ directory: CInt) {
    (self.path, self.directory) = (path, directory)
    var status = file_sessions_status()
    identity = unsafe file_sessions_status_of(directory, &status) == 0 ? FileStatus(status) : nil
    next = Atomic(file_sessions_coarse_clock() + Self.interval)
  }

  /// Whether it is time to look again; once for each interval. Costs a look at a clock that needs no system call.
  var isDue: Bool {
    let (now, due) = (file_sessions_coarse_clock(), next.load(ordering: .relaxed))
    return now >= due && next.compareExchange(expected: due, desired: now + Self.interval, ordering: .relaxed).exchanged
  }

  /// `stat(2)` of the path. What cannot be told, for lack of permission, say, counts as there.
  func look() -> Finding {
    guard let identity else { return .there }
    var found = file_sessions_status()
    switch unsafe path.withCString({ unsafe file_sessions_status_of_path($0, &found) }) {
    case 0:
      if FileStatus(found).isSameFile(as: identity) { return .there }
      return .lost("another one was put in its place, or mounted over it")
    case -Errno.noEntry, -Errno.notDirectory:
      var own = file_sessions_status()
      let isRemoved = unsafe file_sessions_status_of(directory, &own) == 0 && own.links == 0
      return .lost(isRemoved ? "it was removed" : "it was moved away")
    default: return .there
    }
  }
}

extension StoreCore {
  /// Begins an operation, which ends by `gate.leave()`.
  /// - Throws: `closed`; `noDirectory` where the path leads elsewhere.
  func begin() throws(SessionError) {
    try enter()
    guard directoryWatch.isDue else { return }
    do { try checkDirectory() } catch {
      gate.leave()
      throw error
    }
    checkRecord()
  }

  /// The same without a look at the time, for what is answered from memory: each session is read from its file once a
  /// second.
  func enter() throws(SessionError) {
    while true {
      switch gate.enter() {
      case .open: return
      case .closed: throw SessionError(.closed, "the store was closed; make a new one")
      // It may be back.
      case .lost: try checkDirectory()
      }
    }
  }

  /// Looks whether the path still leads to the directory. To be called before it is said that there is no session.
  /// - Throws: `noDirectory`.
  func checkDirectory() throws(SessionError) {
    switch directoryWatch.look() {
    case .there: if gate.setLost(false) { observe(.directoryRegained) }
    case .lost(let what):
      let error = SessionError(
        .noDirectory,
        "the path no longer leads to the store's directory: \(what); put it back, or open a new store [\(path)]")
      if gate.setLost(true) { observe(.directoryLost(error)) }
      throw error
    }
  }

  /// What was begun before the directory was lost must not end as if nothing had happened.
  func checkNotLost() throws(SessionError) { if gate.isLost { try checkDirectory() } }

  /// Whether the directory's record is still the one that this store has locked. Without it another opener cannot tell
  /// that the directory is in use.
  func checkRecord() {
    guard !directory.isRecordNamed(engine.system),
      hasMissedRecord.compareExchange(
        expected: false, desired: true, ordering: .relaxed
      ).exchanged
    else { return }
    observe(.recordLost)
  }
}
