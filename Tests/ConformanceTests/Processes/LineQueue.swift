import FileSessions
import Foundation
import Glibc
import Synchronization

/// The lines that come out of a descriptor, for one task that waits for them. A thread of its own reads: the tests' few
/// threads must not stand still for a child that waits for one of them.
final class LineQueue: Sendable {
  private struct State {
    var lines: [String] = []
    var isAtEnd = false
    var waiting: CheckedContinuation<String?, Never>?
    var isReaped = false
  }

  private let state = Mutex(State())

  /// Takes the descriptor over.
  init(reading descriptor: CInt) {
    let thread = Thread { [self] in
      read(descriptor)
      close(descriptor)
    }
    thread.stackSize = 1 << 19
    thread.start()
  }

  var isReaped: Bool { state.withLock { $0.isReaped } }

  /// Whether this is the first to say so.
  func markReaped() -> Bool {
    state.withLock { state in
      defer { state.isReaped = true }
      return !state.isReaped
    }
  }

  /// `nil` at the end.
  func next() async -> String? {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> String?? in
        if !state.lines.isEmpty { return .some(state.lines.removeFirst()) }
        if state.isAtEnd { return .some(nil) }
        state.waiting = continuation
        return .none
      }
      if let ready { continuation.resume(returning: ready) }
    }
  }

  private func read(_ descriptor: CInt) {
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest += buffer[..<count]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        deliver(String(decoding: rest[..<end], as: UTF8.self))
        rest.removeSubrange(...end)
      }
    }
    deliver(nil)
  }

  private func deliver(_ line: String?) {
    let waiting = state.withLock { state -> CheckedContinuation<String?, Never>? in
      if let waiting = state.waiting {
        state.waiting = nil
        if line == nil { state.isAtEnd = true }
        return waiting
      }
      if let line { state.lines.append(line) } else { state.isAtEnd = true }
      return nil
    }
    waiting?.resume(returning: line)
  }
}
