import FileSessions
import Testing

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

/// The error of a closure that is not marked by its code.
func sessionError<Result>(_ body: () async throws -> Result) async -> SessionError? {
  do { _ = try await body() } catch { return error as? SessionError }
  return nil
}

/// The process that a call which times out names as the lock's holder; `nil` if it names none. Asked several times: the
/// kernel's table is read in pieces, and an entry is missed if others come and go meanwhile, as they do in other tests.
func namedHolder<Result>(
  sourceLocation: SourceLocation = #_sourceLocation, _ call: () async throws -> Result
) async -> CInt? {
  for _ in 0..<20 {
    let error = await expectError(.timedOut, sourceLocation: sourceLocation, call)
    guard let error, error.holderProcessID == nil else { return error?.holderProcessID }
  }
  return nil
}

extension SessionStore {
  /// A session's payload as text; `nil` where there is no such session.
  func text(_ id: SessionID) async throws -> String? {
    try await load(id).map { String(decoding: $0.payload, as: UTF8.self) }
  }
}

extension [UInt8] {
  init(_ text: String) { self = Array(text.utf8) }
}

/// What a test's closure throws.
struct Refusal: Error, Equatable {}
