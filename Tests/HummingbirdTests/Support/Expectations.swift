#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import Testing

/// Expects a `SessionError` of a code.
func expectError<Result>(
  _ code: SessionError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async {
  do {
    _ = try await body()
    Issue.record("there should have been \(code)", sourceLocation: sourceLocation)
  } catch let error as SessionError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
  } catch {
    Issue.record("there should have been \(code), not \(error)", sourceLocation: sourceLocation)
  }
}

/// What a handler throws that is no answer.
struct Refusal: Error, Equatable {}

extension SessionMiddlewareConfiguration {
  static func with(_ change: (inout SessionMiddlewareConfiguration) -> Void) -> SessionMiddlewareConfiguration {
    var configuration = SessionMiddlewareConfiguration()
    change(&configuration)
    return configuration
  }
}

extension SessionStore {
  /// How many sessions there are, those included that have expired.
  var sessionCount: Int { get async throws { try await sweep().examined } }
}
#endif
