internal import FileSessions
internal import Foundation
internal import Lab

/// The sessions of a load, known to the client and all servers by their place in a file.
struct LoadTestSessions: Sendable {
  let ids: [SessionID]

  init(file: String) throws {
    let text = try? String(contentsOfFile: file, encoding: .utf8)
    ids = (text ?? "").split(separator: "\n").compactMap { SessionID($0) }
    guard !ids.isEmpty else { throw LabFailure.environment("there are no sessions in \(file)") }
  }

  /// Writes fresh ids, one in a line.
  static func make(_ count: Int, file: String) throws {
    let lines = try (0..<count).map { _ in try SessionID.random().text + "\n" }
    try lines.joined().write(toFile: file, atomically: false, encoding: .utf8)
  }
}

/// A session of the load: whose it is, how many requests have changed it, and something to carry, as real ones have:
/// about 512 bytes in all.
struct LoadTestValue: Codable, Sendable {
  var owner: Int
  var count = 0
  var padding = String(repeating: "0123456789abcdef", count: 28)

  init(owner: Int) { self.owner = owner }
}
