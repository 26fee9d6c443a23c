#if Crypto
import FileSessions
import FileSessionsCrypto
import Foundation
import TestSupport
import Testing

extension SessionKey {
  /// A key of the same byte all through, which is long enough.
  static func test(_ byte: UInt8) throws -> SessionKey { try SessionKey(Array(repeating: byte, count: 32)) }
}

extension SealedSessionStore {
  /// Sealed with keys of these bytes.
  init(_ base: any SessionStore, _ keys: [UInt8], names: UInt8? = nil) throws {
    try self.init(base, keys: keys.map { try SessionKey.test($0) }, names: names.map { try SessionKey.test($0) })
  }
}

/// The stores that the tests run over.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case slots, lockFileRename, memory

  var testDescription: String { rawValue }

  func open(
    _ clock: SessionClock = .system, lifetime: SessionLifetime = SessionLifetime(idle: .seconds(100), absolute: nil)
  ) throws -> any SessionStore {
    switch self {
    case .slots: try TemporaryDirectory().store(.slots, clock, lifetime)
    case .lockFileRename: try TemporaryDirectory().store(.lockFileRename, clock, lifetime)
    case .memory: MemorySessionStore(lifetime: lifetime, lockTimeout: .seconds(600), clock: clock)
    }
  }
}

extension TemporaryDirectory {
  /// A store that keeps this folder until it goes itself.
  fileprivate func store(
    _ strategy: FileSessionStore.Strategy, _ clock: SessionClock, _ lifetime: SessionLifetime
  ) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.clock = clock
    configuration.lifetime = lifetime
    configuration.lockTimeout = .seconds(600)
    configuration.observer = { [self] _ in _ = self }
    return try FileSessionStore(directory: path + "/sessions", configuration: configuration)
  }
}

/// Expects a `SessionError` of a code, and returns it for a closer look.
@discardableResult
func expectError<Result>(
  _ code: SessionError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async -> SessionError? {
  let error = await #expect(throws: SessionError.self, sourceLocation: sourceLocation) { _ = try await body() }
  #expect(error?.code == code, "\(error.debugDescription)", sourceLocation: sourceLocation)
  return error
}
#endif
