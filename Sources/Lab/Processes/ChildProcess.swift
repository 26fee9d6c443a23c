internal import CLab
internal import Foundation
internal import Synchronization

/// A child process with a pipe to its standard input and one from its standard output: started, ended by its process
/// id, waited for.
///
/// Not Foundation's `Process`: on Linux, of two children that die together one may count as running for ever. Nor its
/// `Pipe`, which every child inherits: a child would hold its siblings' pipes open, and the end of the parent would go
/// unnoticed.
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

  /// Where its output is read.
  package let output: CInt
  private let identifier: pid_t
  /// Where its input is written; -1 once that is closed.
  private let input: Mutex<CInt>
  /// Present once it was reaped; from then on its id may be another's.
  private let end = Mutex<End?>(nil)

  /// - Throws: `environment` where it cannot be started.
  package init(_ executable: String, _ arguments: [String]) throws(LabFailure) {
    // A child that has died must not take its parent along when that writes to it.
    _ = signal(SIGPIPE, SIG_IGN)
    let toChild = try Self.pipe()
    let fromChild = try Self.pipe()
    // The child's ends: as long as they were open here too, its death would not end what is read.
    defer {
      _ = close(toChild.reading)
      _ = close(fromChild.writing)
    }
    var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var identifier: CInt = 0
    let result = unsafe file_sessions_spawn(executable, &words, toChild.reading, fromChild.writing, &identifier)
    self.identifier = identifier
    input = Mutex(toChild.writing)
    output = fromChild.reading
    guard result == 0 else { throw .environment("\(executable) cannot be started: error \(-result)") }
  }

  deinit {
    closeInput()
    _ = close(output)
  }

  private static func pipe() throws(LabFailure) -> (reading: CInt, writing: CInt) {
    var ends: (reading: CInt, writing: CInt) = (-1, -1)
    let result = unsafe file_sessions_private_pipe(&ends.reading, &ends.writing)
    guard result == 0 else { throw .environment("no pipe can be made: error \(-result)") }
    return ends
  }

  /// - Returns: whether somebody is there to read it.
  package func write(_ bytes: some Collection<UInt8>) -> Bool { input.withLock { Descriptor.write(bytes, to: $0) } }

  /// Most children end with their input.
  package func closeInput() {
    input.withLock { input in
      if input >= 0 { _ = close(input) }
      input = -1
    }
  }

  package func kill() {
    // Under the lock that the reaping takes: the id is still the child's.
    end.withLock { if $0 == nil { _ = Foundation.kill(identifier, SIGKILL) } }
  }

  /// Blocks until it has ended.
  @discardableResult
  package func wait() -> End {
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
