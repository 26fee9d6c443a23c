#if CommandLineTool
internal import FileSessionsComparison
internal import Foundation

/// Where text goes.
package enum Output {
  package static func print(_ text: String) throws { try write(text, to: .standardOutput) }

  package static func error(_ text: String) { try? write(text + "\n", to: .standardError) }

  /// Writes a whole file.
  /// - Throws: `environment` where it cannot be written.
  package static func write(_ text: String, toFile path: String) throws {
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) } catch {
      throw ComparisonFailure.environment("\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  /// Whether colours can be shown and are wanted (no-color.org).
  package static var isColoured: Bool {
    isatty(FileHandle.standardOutput.fileDescriptor) == 1
      && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  package static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  private static func write(_ text: String, to handle: FileHandle) throws {
    try handle.write(contentsOf: Data(text.utf8))
  }
}
#endif
