internal import FileSessions
internal import Foundation

/// Lines of text over descriptors, with a limit to every wait.
///
/// Not stdio: a thread that waits there holds a lock that `exit` asks for.
struct Lines {
  enum Next: Equatable {
    case line(String)
    case end
    case late
  }

  private let descriptor: CInt
  private var pending: [UInt8] = []

  init(_ descriptor: CInt) { self.descriptor = descriptor }

  /// - Parameter patience: how long to wait for it.
  mutating func next(within patience: Duration? = nil) -> Next {
    let deadline = patience.map { MonotonicTime.now.advanced(by: $0) } ?? .distantFuture
    var searched = 0
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        return .line(line)
      }
      searched = pending.count
      guard waitForMore(until: deadline) else { return .late }
      guard readMore() else { return .end }
    }
  }

  private func waitForMore(until deadline: MonotonicTime) -> Bool {
    guard deadline != .distantFuture else { return true }
    while true {
      let left = max(0, deadline.since(.now) / .milliseconds(1))
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let found = unsafe poll(&entry, 1, CInt(left))
      if found < 0, errno == EINTR { continue }
      return found > 0
    }
  }

  private mutating func readMore() -> Bool {
    let capacity = 16 * 1024
    while true {
      var chunk = [UInt8](repeating: 0, count: capacity)
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, capacity) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      pending += chunk[..<count]
      return true
    }
  }

  /// - Returns: whether somebody is there to read it.
  static func write(_ line: String, to descriptor: CInt) -> Bool {
    let bytes = Array((line + "\n").utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
