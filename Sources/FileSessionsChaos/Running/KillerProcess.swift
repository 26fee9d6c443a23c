internal import Foundation
package import Lab

/// The process that starts and kills workers, as the command sees it.
package struct KillerProcess: Sendable {
  private let process: WorkerProcess

  /// - Parameter arguments: those that make `executable` a killer.
  package init(_ place: Workplace, executable: String, arguments: [String]) throws {
    // It has workers to end.
    process = try place.start("the killer", executable, arguments, endsWithInput: true)
  }

  func run(_ assignment: RoundAssignment) async throws -> RoundAnswer {
    try await process.send(try JSONEncoder().encode(assignment))
    return try JSONDecoder().decode(RoundAnswer.self, from: try await process.receive())
  }
}
