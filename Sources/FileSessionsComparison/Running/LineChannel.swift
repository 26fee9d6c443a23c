#if CommandLineTool
package import Foundation

/// Lines of text over a pair of descriptors, without buffering of what is sent.
///
/// Not stdio: a thread that waits in `getline` holds the lock of `stdin`, and `exit` would wait for it.
package final class LineChannel {
  private let input: CInt
  private let output: FileHandle
  private var pending: [UInt8] = []

  package init(input: CInt, output: FileHandle) {
    self.input = input
    self.output = output
  }

  /// Waits for the next line; `nil` at the end of the input.
  package func receive() -> Data? {
    var searched = 0
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(pending[..<end])
        pending.removeSubrange(...end)
        return line
      }
      searched = pending.count
      guard readMore() else { return nil }
    }
  }

  package func send(_ line: Data) throws { try output.write(contentsOf: line + [UInt8(ascii: "\n")]) }

  private func readMore() -> Bool {
    let capacity = 64 * 1024
    var chunk = [UInt8](repeating: 0, count: capacity)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(input, $0.baseAddress, capacity) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      pending += chunk[..<count]
      return true
    }
  }
}
#endif
