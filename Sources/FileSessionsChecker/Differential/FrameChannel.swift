internal import FileSessions
internal import Foundation

/// Strings of bytes over a pair of descriptors, each behind its length.
struct FrameChannel: Sendable {
  let input: CInt
  let output: CInt

  /// - Returns: `false` where nobody is there to read it.
  func send(_ frame: [UInt8]) -> Bool {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: frame.count >> (8 * $0)) } + frame
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(output, $0.baseAddress?.advanced(by: sent), $0.count - sent)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Waits for the next one; `nil` at the end.
  func receive() -> [UInt8]? {
    guard let head = receive(4) else { return nil }
    return receive(head.reversed().reduce(0) { $0 << 8 | Int($1) })
  }

  private func receive(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var received = 0
    while received < count {
      let more = unsafe bytes.withUnsafeMutableBytes {
        unsafe read(input, $0.baseAddress?.advanced(by: received), count - received)
      }
      if more < 0, errno == EINTR { continue }
      guard more > 0 else { return nil }
      received += more
    }
    return bytes
  }
}
