#if Demo
internal import FileSessionsComparison
internal import Foundation

/// Where the demo's stores lie, one directory for each strategy.
struct DemoDirectory: Sendable {
  let path: String
  private let isScratch: Bool

  /// - Parameter path: `nil` for a fresh directory, which `remove` takes away: in a package's working directory under
  ///   its `.build`, since the system's own may be in memory, where fewer interleavings hurt.
  init(_ path: String?) throws {
    isScratch = path == nil
    let fresh = "file-sessions-demo-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let here = FileManager.default.currentDirectoryPath
    let base = WorkingDirectory.isPackage ? here + "/.build" : FileManager.default.temporaryDirectory.path
    self.path = path.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? base + "/" + fresh
    do {
      try FileManager.default.createDirectory(
        atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ComparisonFailure.environment("the directory \(self.path) cannot be made: \(error.localizedDescription)")
    }
  }

  func store(_ name: String) -> String { "\(path)/\(name)" }

  func remove() { if isScratch { try? FileManager.default.removeItem(atPath: path) } }
}
#endif
