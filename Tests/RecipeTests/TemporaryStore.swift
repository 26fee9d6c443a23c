import FileSessions
import Foundation

/// A store in a directory of its own, which is gone afterwards.
func withTemporaryStore<Result>(_ body: (FileSessionStore) async throws -> Result) async throws -> Result {
  let path = FileManager.default.temporaryDirectory.path + "/recipe-\(UInt64.random(in: 0...UInt64.max))"
  defer { try? FileManager.default.removeItem(atPath: path) }
  var configuration = FileSessionStore.Configuration(strategy: .slots)
  // No wait ends for being slow on a machine that has other things to do.
  configuration.lockTimeout = .seconds(600)
  let store = try FileSessionStore(directory: path, configuration: configuration)
  return try await body(store)
}
