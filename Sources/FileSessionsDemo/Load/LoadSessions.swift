#if Demo
internal import FileSessions
internal import FileSessionsComparison
internal import Foundation

/// The sessions of a load, known to the client and all servers by their place in a file.
struct LoadSessions: Sendable {
  let ids: [SessionID]

  init(file: String) throws {
    let text = try? String(contentsOfFile: file, encoding: .utf8)
    ids = (text ?? "").split(separator: "\n").compactMap { SessionID($0) }
    guard !ids.isEmpty else { throw ComparisonFailure.environment("there are no sessions in \(file)") }
  }

  /// Writes fresh ids, one in a line.
  static func make(_ count: Int, file: String) throws {
    let lines = try (0..<count).map { _ in try SessionID.random().text + "\n" }
    try lines.joined().write(toFile: file, atomically: false, encoding: .utf8)
  }
}
#endif
