import Foundation

/// The files that the build made.
enum Executable {
  /// Where the running test bundle lies, and the other products beside it.
  static let folder: String = {
    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return ((path ?? CommandLine.arguments[0]) as NSString).deletingLastPathComponent
  }()

  static var fileSessions: String { folder + "/file-sessions" }
}
