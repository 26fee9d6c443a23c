#if Hummingbird
import Foundation

/// A folder that is removed with its last reference.
final class TemporaryDirectory: Sendable {
  let path: String

  /// In memory where there is such a place: what is tested here does not depend on the file system.
  init() throws {
    let memory = "/dev/shm/"
    let parent = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    path = parent + "file-sessions-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
#endif
