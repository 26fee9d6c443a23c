#if CommandLineTool
internal import FileSessionsChecker
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

/// Where the pins of an exploration are kept.
struct PinFile {
  private let path: String

  init(_ path: String) { self.path = path }

  /// - Throws: `environment` where there is no such file, `wrongUse` where it holds something else.
  func read() throws -> Pins {
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw ComparisonFailure.environment("\(path) cannot be read: \(error.localizedDescription)")
    }
    do { return try Pins(text) } catch { throw ComparisonFailure.wrongUse("\(path) holds no pins: \(error)") }
  }

  func write(_ pins: Pins) throws { try Output.write(pins.text, toFile: path) }

  /// What differs, and what to do about it.
  static func text(_ differences: [String]) -> String {
    (["", "Not explored as pinned:"] + differences.map { "  \($0)" } + [
      "Where that is meant to be so, file-sessions check --write-pins renews the pins.", "",
    ]).joined(separator: "\n")
  }
}
#endif
