@testable import FileSessions

/// A store under test, and its ids.
protocol FuzzedStore {
  var name: String { get }
  var ids: [SessionID] { get set }
  /// The version seen last of each place.
  var versions: [Int: SessionVersion] { get set }
  mutating func perform(_ verb: FuzzVerb) async throws -> FuzzAnswer
}

/// What fails an update from within.
struct FailedOnPurpose: Error {}

extension FuzzedStore {
  mutating func answer(_ verb: FuzzVerb) async -> FuzzAnswer {
    do { return try await perform(verb) } catch let error as SessionError { return .failed(error.code) } catch {
      return .failed(.cancelled)
    }
  }

  mutating func noted(_ version: SessionVersion, _ place: Int) -> FuzzAnswer {
    versions[place] = version
    return .version(version.counter)
  }

  mutating func noted(_ snapshot: SessionSnapshot?, _ place: Int) -> FuzzAnswer {
    if let snapshot { versions[place] = snapshot.version }
    return .session(snapshot)
  }

  /// What a save asks for. `current` is read just before, where the version is to be right.
  func version(_ expected: FuzzVerb.Expected, _ current: SessionVersion?) -> SessionVersion? {
    switch expected {
    case .any: nil
    case .seen: current
    // Of no incarnation that was drawn.
    case .none: SessionVersion(incarnation: 0, counter: 1 << 40)
    }
  }
}
