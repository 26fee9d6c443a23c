import Foundation

/// A fresh folder that removes itself, with everything in it, when the last reference goes.
final class TemporaryDirectory: Sendable {
  let path: String

  /// - Parameter parent: an existing folder.
  init(in parent: String) throws {
    path = parent + "/file-sessions-test-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit {
    // Tests take the permission to write away; it is needed to remove what is inside.
    try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// A path inside. Nothing is made.
  func path(_ name: String) -> String { path + "/" + name }

  var names: Set<String> { Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []) }
}
