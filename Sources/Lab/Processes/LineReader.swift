internal import CFileSessions
package import Foundation

/// `read(2)` and `write(2)`, as often as it takes.
///
/// Not stdio: a thread that waits in `getline` holds the lock of `stdin`, and `exit` would wait for it.
package enum Descriptor {
  /// - Returns: whether somebody is there to read it.
  package static func write(_ bytes: some Collection<UInt8>, to descriptor: CInt) -> Bool {
    let bytes = Array(bytes)
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

  package static func write(line: some Collection<UInt8>, to descriptor: CInt) -> Bool {
    write(Array(line) + [UInt8(ascii: "\n")], to: descriptor)
  }

  /// What is there, at most so many bytes, after a wait for the first; empty at the end.
  package static func read(_ descriptor: CInt, atMost limit: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe Foundation.read(descriptor, $0.baseAddress, limit) }
      if count < 0, errno == EINTR { continue }
      bytes.removeLast(limit - max(0, count))
      return bytes
    }
  }
}

extension Descriptor {
  /// - Returns: `-errno` where it cannot be opened.
  package static func openDirectory(_ path: String) -> CInt {
    unsafe path.withCString { unsafe file_sessions_open_directory($0) }
  }

  /// A directory that is open for as long as a closure runs.
  package static func withDirectory<Result>(_ path: String, _ body: (CInt) throws -> Result) throws -> Result {
    let descriptor = openDirectory(path)
    guard descriptor >= 0 else { throw LabFailure.environment("\(path) cannot be opened: error \(-descriptor)") }
    defer { _ = file_sessions_close(descriptor) }
    return try body(descriptor)
  }
}

/// The lines of text that come over a descriptor.
package struct LineReader: Sendable {
  package enum Next: Equatable {
    case line(Data)
    case end
    case late
  }

  private let descriptor: CInt
  private var pending: [UInt8] = []

  package init(_ descriptor: CInt) { self.descriptor = descriptor }

  /// Waits for the next line; `nil` at the end of the input.
  package mutating func receive() -> Data? { if case .line(let line) = next() { line } else { nil } }

  /// - Parameter patience: how long to wait for it.
  package mutating func next(within patience: Duration? = nil) -> Next {
    let deadline = patience.map { ContinuousClock.now + $0 }
    var searched = 0
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(pending[..<end])
        pending.removeSubrange(...end)
        return .line(line)
      }
      searched = pending.count
      guard waitForMore(until: deadline) else { return .late }
      let more = Descriptor.read(descriptor, atMost: 64 * 1024)
      guard !more.isEmpty else { return .end }
      pending += more
    }
  }

  private func waitForMore(until deadline: ContinuousClock.Instant?) -> Bool {
    guard let deadline else { return true }
    while true {
      let left = max(0, (deadline - .now) / .milliseconds(1))
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let found = unsafe poll(&entry, 1, CInt(left))
      if found < 0, errno == EINTR { continue }
      return found > 0
    }
  }
}
