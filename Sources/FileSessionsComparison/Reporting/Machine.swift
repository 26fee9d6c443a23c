#if CommandLineTool
internal import Foundation

enum Machine {
  /// The kernel's release, such as 6.12.9.
  static var kernel: String {
    let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    return release?.trimmingCharacters(in: .whitespacesAndNewlines)
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }
}
#endif
