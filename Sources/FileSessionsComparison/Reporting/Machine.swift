#if CommandLineTool
internal import Foundation

package enum Machine {
  /// The kernel's release, such as 6.12.9.
  package static var kernel: String {
    let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    return release?.trimmingCharacters(in: .whitespacesAndNewlines)
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }

  package static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// What the processor calls itself; empty where it does not say.
  package static var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("model name") }), let colon = line.firstIndex(of: ":") else {
      return ""
    }
    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }

  /// Now, in UTC, such as 2025-06-01T12:00:00Z.
  package static var date: String { Date.now.ISO8601Format() }
}
#endif
