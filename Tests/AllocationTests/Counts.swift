import Foundation
import Testing

/// What `AllocationProcess` says.
enum Counts {
  struct Line: Sendable {
    var preset: String
    var operation: String
    var count: Double
  }

  static let condition: Comment = "needs glibc, no sanitizer, and a program that was built with -c release"

  static var areKnown: Bool { !all.isEmpty }

  static let all: [Line] = answer.split(separator: "\n").compactMap { line in
    let words = line.split(separator: " ")
    guard words.count == 3, let count = Double(words[2]) else { return nil }
    return Line(preset: String(words[0]), operation: String(words[1]), count: count)
  }

  private static let answer: String = {
    let process = Process()
    let output = Pipe()
    process.executableURL = executable
    process.arguments = [NSTemporaryDirectory() + "file-sessions-allocations-\(UUID().uuidString)"]
    process.standardOutput = output
    do { try process.run() } catch {
      Issue.record("\(executable.path) cannot be run: \(error)")
      return ""
    }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    // Silence would look like a build that cannot be counted in.
    if process.terminationStatus != 0 || text.isEmpty { return "failed failed -1" }
    return text
  }()

  /// The one that the environment names, since optimised tests take long to build; else the one beside this program.
  private static var executable: URL {
    if let path = ProcessInfo.processInfo.environment["FILE_SESSIONS_ALLOCATION_PROCESS"] {
      return URL(fileURLWithPath: path)
    }
    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: path ?? CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("AllocationProcess")
  }
}
