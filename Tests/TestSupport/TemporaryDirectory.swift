internal import Foundation

/// A fresh folder that is removed, with everything in it, when the last reference goes.
package final class TemporaryDirectory: Sendable {
  package let path: String

  /// - Parameter parent: an existing folder. By default in memory where there is such a place: what is tested there
  ///   does not depend on the file system, and a sync to a disk takes a thousand times as long.
  package init(in parent: String? = nil) throws {
    let memory = "/dev/shm"
    let usual = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    path = URL(fileURLWithPath: parent ?? usual).path + "/file-sessions-test-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit {
    // Tests take the permission to write away; it is needed to remove what is inside.
    try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// A path inside. Nothing is made.
  package func path(_ name: String) -> String { path + "/" + name }

  package var entries: [String] { entries(in: ".") }

  package func entries(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path(folder)))?.sorted() ?? []
  }

  package var names: Set<String> { Set(entries) }
}

/// What the build made.
package enum BuiltProduct {
  /// Where the running test bundle lies, and the other products beside it.
  package static let folder: String = {
    let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent().path
  }()

  package static func path(_ name: String) -> String { folder + "/" + name }
}
