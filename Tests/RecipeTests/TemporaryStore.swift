import FileSessions
import Foundation

/// A store in a directory of its own, which is gone afterwards.
func withTemporaryStore<Result>(_ body: (FileSessionStore) async throws -> Result) async throws -> Result {
  let path = FileManager.default.temporaryDirectory.path + "/recipe-\(UInt64.random(in: 0...UInt64.max))"
  defer { try? FileManager.default.removeItem(atPath: path) }
  let store = try FileSessionStore(directory: path, configuration: FileSessionStore.Configuration(strategy: .slots))
  return try await body(store)
}
