import FileSessions
import Foundation

/// Runs a closure with the path of a folder of its own, which is not there afterwards.
///
/// In memory where there is such a place: what is tested here does not depend on the file system.
nonisolated(nonsending) func withTemporaryDirectory<Result>(
  _ body: nonisolated(nonsending) (String) async throws -> Result
) async throws -> Result {
  let memory = "/dev/shm/"
  let parent = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
  let path = parent + "file-sessions-testing-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  let result: Result
  do {
    result = try await body(path)
  } catch {
    try? FileManager.default.removeItem(atPath: path)
    throw error
  }
  try FileManager.default.removeItem(atPath: path)
  return result
}
