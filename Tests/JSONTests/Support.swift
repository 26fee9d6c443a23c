import FileSessions
import FileSessionsJSON
import FileSessionsTesting
import Foundation
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

extension TemporaryDirectory {
  /// A store that keeps this folder until it goes itself.
  func store(_ strategy: FileSessionStore.Strategy, _ clock: SessionClock) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.clock = clock
    configuration.lockTimeout = .seconds(600)
    configuration.observer = { [self] _ in _ = self }
    return try FileSessionStore(directory: path + "/sessions", configuration: configuration)
  }
}

/// The stores that the tests run over.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case slots, lockFileRename, memory

  var testDescription: String { rawValue }

  func open(_ clock: SessionClock = .system) throws -> any SessionStore {
    switch self {
    case .slots: try TemporaryDirectory().store(.slots, clock)
    case .lockFileRename: try TemporaryDirectory().store(.lockFileRename, clock)
    case .memory: MemorySessionStore(lockTimeout: .seconds(600), clock: clock)
    }
  }
}

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
