#if CommandLineTool
internal import CFileSessionsProcesses
internal import Foundation
internal import Synchronization

/// A child process: started, ended by its process id, waited for.
///
/// Not Foundation's `Process`: on Linux, of two children that die together one may count as running for ever.
package final class ChildProcess: Sendable {
  package enum End: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)

    package var words: String {
      switch self {
      case .exited(let status): "ended with status \(status)"
      case .killed(let signal): "was ended by signal \(signal)"
      }
    }
  }

  private let identifier: pid_t
  /// Present once it was reaped; from then on its id may be another's.
  private let end = Mutex<End?>(nil)

  /// - Throws: the error of `posix_spawn(3)`.
  init(_ executable: String, _ arguments: [String], input: CInt, output: CInt) throws {
    var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var identifier: CInt = 0
    let result = unsafe file_sessions_spawn(executable, &words, input, output, &identifier)
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: -result) ?? .EINVAL) }
    self.identifier = identifier
  }

  func kill() {
    // Under the lock that the reaping takes: the id is still the child's.
    end.withLock { if $0 == nil { _ = Foundation.kill(identifier, SIGKILL) } }
  }

  /// Blocks until it has ended.
  func wait() -> End {
    var information = unsafe siginfo_t()
    // Without reaping it, so that nobody kills another process of the same id meanwhile.
    while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
    return end.withLock { end in
      if let end { return end }
      var status: Int32 = 0
      while unsafe waitpid(identifier, &status, 0) == -1, errno == EINTR {}
      let signal = status & 0x7f
      let ended: End = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
      end = ended
      return ended
    }
  }
}
#endif
