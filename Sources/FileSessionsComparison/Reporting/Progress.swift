#if CommandLineTool
internal import Foundation

/// Tells on stderr what goes on: in one line that changes on a terminal, in a line for each step elsewhere.
package struct Progress: Sendable {
  private let isTerminal: Bool

  package init() { isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1 }

  package func show(_ text: String) { write(isTerminal ? "\r\u{1B}[K" + text : text + "\n") }

  package func clear() { if isTerminal { write("\r\u{1B}[K") } }

  private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
#endif
