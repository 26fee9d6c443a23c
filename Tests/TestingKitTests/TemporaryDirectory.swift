import TestSupport

/// Runs a closure with the path of a folder of its own, which is not there afterwards.
nonisolated(nonsending) func withTemporaryDirectory<Result>(
  _ body: nonisolated(nonsending) (String) async throws -> Result
) async throws -> Result {
  let directory = try TemporaryDirectory()
  defer { withExtendedLifetime(directory) {} }
  return try await body(directory.path)
}
