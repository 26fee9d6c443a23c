#if CommandLineTool
internal import Foundation

enum Machine {
  /// The kernel's release, such as 6.12.9.
  static var kernel: String {
    let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    return release?.trimmingCharacters(in: .whitespacesAndNewlines)
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }

  static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Now, in UTC, such as 2025-06-01T12:00:00Z.
  static var date: String { Date.now.ISO8601Format() }
}
#endif
