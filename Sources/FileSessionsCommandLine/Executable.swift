#if CommandLineTool
internal import Foundation

/// This program's own file: a worker is the same program.
package enum Executable {
  /// Resolved before use: the link means another file in another process.
  package static var path: String {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return link ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
  }
}
#endif
