import FileSessions
import FileSessionsJSON
import FileSessionsTesting
import TestSupport
import Testing

/// What the tests keep in a session.
struct Visit: Codable, Equatable, Sendable {
  var user: String?
  var cart: [String] = []
  var ratings: [String: Int] = [:]
}

/// What a test's closure throws.
struct Refusal: Error, Equatable {}

/// Expects a `SessionError` of a code, and returns it for a closer look.
@discardableResult
func expectError<Result>(
  _ code: SessionError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async -> SessionError? {
  do {
    _ = try await body()
    Issue.record("there should have been \(code)", sourceLocation: sourceLocation)
  } catch let error as SessionError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record("there should have been \(code), not \(error)", sourceLocation: sourceLocation)
  }
  return nil
}
