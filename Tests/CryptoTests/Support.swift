#if Crypto
import FileSessions
import FileSessionsCrypto
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
