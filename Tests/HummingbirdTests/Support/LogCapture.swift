#if Hummingbird
import Logging
import Synchronization

/// Keeps what is logged.
final class LogCapture: Sendable {
  struct Line: Sendable {
    let level: Logger.Level
    /// The message and what stands beside it.
    let text: String
  }

  private let kept = Mutex<[Line]>([])

  var lines: [Line] { kept.withLock { $0 } }

  func lines(_ level: Logger.Level) -> [String] { lines.filter { $0.level == level }.map(\.text) }

  func contains(_ text: String) -> Bool { lines.contains { $0.text.contains(text) } }

  /// Logs everything, down to traces.
  var logger: Logger { Logger(label: "test") { _ in CapturingHandler(capture: self) } }

  fileprivate func keep(_ line: Line) { kept.withLock { $0.append(line) } }
}

private struct CapturingHandler: LogHandler {
  let capture: LogCapture
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.trace

  func log(event: LogEvent) {
    let beside = metadata.merging(event.metadata ?? [:]) { $1 }.map { "\($0.key)=\($0.value)" }.sorted()
    capture.keep(LogCapture.Line(level: event.level, text: (["\(event.message)"] + beside).joined(separator: " ")))
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
}
#endif
