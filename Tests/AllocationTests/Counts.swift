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

  @Sendable static func areKnown() async -> Bool { await !all.isEmpty }

  static var all: [Line] {
    get async {
      await answer.value.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        guard words.count == 3, let count = Double(words[2]) else { return nil }
        return Line(preset: String(words[0]), operation: String(words[1]), count: count)
      }
    }
  }

  private static let answer = Task { await run() }

  /// Into a file, not a pipe: a process that another test starts at the same time may inherit the pipe's other end, and
  /// this one would wait for its end as well, on a thread that the other test needs to come to it.
  private static func run() async -> String {
    let directory = NSTemporaryDirectory() + "file-sessions-allocations-\(UUID().uuidString)"
    let output = directory + ".txt"
    defer { try? FileManager.default.removeItem(atPath: output) }
    let process = Process()
    process.executableURL = executable
    process.arguments = [directory]
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    do {
      try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in ended.resume() }
        do { try process.run() } catch { ended.resume(throwing: error) }
      }
    } catch {
      Issue.record("\(executable.path) cannot be run: \(error)")
      return ""
    }
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    // Silence would look like a build that cannot be counted in.
    return process.terminationStatus != 0 || text.isEmpty ? "failed failed -1" : text
  }

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
