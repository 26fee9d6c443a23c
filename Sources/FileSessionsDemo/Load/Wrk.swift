internal import Foundation
internal import Lab

/// One run of wrk, as `load.lua` sums it up.
struct WrkRun: Codable, Sendable {
  var requests: Int
  var microseconds: Int
  var p50: Int
  var p99: Int
  /// Answers of 400 and more.
  var statuses: Int
  /// Connections that failed or stood still.
  var failures: Int
}

struct Wrk: Sendable {
  private let place: Workplace
  private let executable: String
  private let script: String
  private let sessions: String

  /// - Throws: `environment` where there is no wrk.
  init(_ place: Workplace, scratch: String, sessions: String) throws {
    self.place = place
    guard let found = Executable.find("wrk") else {
      throw LabFailure.environment("there is no wrk in the PATH: install the package of that name")
    }
    executable = found
    script = scratch + "/load.lua"
    self.sessions = sessions
    try Data(PackageResources.load_lua).write(to: URL(fileURLWithPath: script))
  }

  /// Sends requests over `connections` for `seconds`.
  func run(
    port: Int, _ subject: LoadTestSubject, connections: Int, sessions count: Int, seconds: Int, logouts: Int
  ) async throws -> WrkRun {
    let process = try place.start(
      "wrk", executable,
      [
        "-t1", "-c\(connections)", "-d\(seconds)s", "-s", script, "http://127.0.0.1:\(port)", "--", sessions,
        "\(count)", "/\(subject.rawValue)", "\(logouts)", "\(port)",
      ])
    while true {
      let line = try await process.receive()
      guard line.first == UInt8(ascii: "{") else { continue }
      await process.finish()
      place.end([process])
      return try JSONDecoder().decode(WrkRun.self, from: line)
    }
  }
}
