internal import FileSessions

/// What a check works with: a store without sessions, its clock, and ways to say what was expected.
struct Bench: Sendable {
  /// Of sessions that are created without one.
  static let lifetime = SessionLifetime(idle: .seconds(100), absolute: .seconds(1000))

  let check: String
  let store: any SessionStore
  let clock: ManualClock
  /// How long a call that has to be granted or cancelled waits at most: a store that does neither is told from one that
  /// does, instead of holding up the checks for good.
  let patience: Duration
  let code: @Sendable (any Error) -> SessionError.Code?

  func failure(_ expected: String, _ seen: String) -> ConformanceFailure {
    ConformanceFailure(check: check, expected: expected, seen: seen)
  }

  func expect(_ isKept: Bool, _ expected: String, seen: @autoclosure () -> String) throws(ConformanceFailure) {
    guard isKept else { throw failure(expected, seen()) }
  }

  /// Loads a session and compares; `nil` expects that there is none.
  func expect(_ payload: [UInt8]?, of id: SessionID, _ when: String) async throws {
    let seen = try await store.load(id)?.payload
    try expect(seen == payload, "\(Self.text(payload)) \(when)", seen: Self.text(seen))
  }

  /// Expects an error of this code.
  func expect<Result>(
    _ expected: SessionError.Code, of what: String, _ body: nonisolated(nonsending) () async throws -> Result
  ) async throws {
    do {
      _ = try await body()
    } catch {
      return try expect(code(error) == expected, "\(expected) from \(what)", seen: "\(error)")
    }
    throw failure("\(expected) from \(what)", "no error")
  }

  /// Lets other tasks come as far as they can. No check depends on how far that is: a store that keeps its promises
  /// passes whatever the order, and one that does not is more likely to be caught.
  func letOthersRun() async { for _ in 0..<50 { await Task.yield() } }

  static func text(_ payload: [UInt8]?) -> String {
    guard let payload else { return "no session" }
    return payload.count <= 32 ? "the payload \(payload)" : "a payload of \(payload.count) bytes"
  }
}

/// What a check's closure throws to see it passed on.
struct Intended: Error {}
