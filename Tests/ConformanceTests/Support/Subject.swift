import FileSessions
import FileSessionsTesting
import Testing

/// Any store that keeps the promises of `SessionStore`: what is written against this runs over all of them.
struct Subject: Sendable, CustomTestStringConvertible {
  enum Kind: Sendable {
    case memory
    case files(Setting)
    case blocking(Setting)
  }

  let kind: Kind

  static let all: [Subject] =
    [Subject(kind: .memory)] + Setting.all.map { Subject(kind: .files($0)) }
    + Setting.all.map { Subject(kind: .blocking($0)) }

  /// Without the blocking verbs, for tests in which a call has to wait: it must not do so on the tests' few threads.
  static let suspending: [Subject] = [Subject(kind: .memory)] + Setting.all.map { Subject(kind: .files($0)) }

  var testDescription: String {
    switch kind {
    case .memory: "memory"
    case .files(let setting): setting.testDescription
    case .blocking(let setting): "blocking \(setting.testDescription)"
    }
  }

  /// - Parameter lifetime: of sessions that are created without one.
  func open(
    lifetime: SessionLifetime = SessionLifetime(idle: .seconds(100), absolute: .seconds(1000)),
    lockTimeout: Duration = .seconds(600)
  ) throws -> OpenSubject {
    switch kind {
    case .memory:
      let clock = ManualClock()
      let store = MemorySessionStore(lifetime: lifetime, lockTimeout: lockTimeout, clock: clock.sessionClock)
      return OpenSubject(store: store, clock: clock, workplace: nil)
    case .files(let setting):
      let workplace = try Self.workplace(setting, lifetime, lockTimeout)
      return OpenSubject(store: workplace.store, clock: workplace.clock, workplace: workplace)
    case .blocking(let setting):
      let workplace = try Self.workplace(setting, lifetime, lockTimeout)
      return OpenSubject(store: BlockingStore(workplace.store), clock: workplace.clock, workplace: workplace)
    }
  }

  private static func workplace(
    _ setting: Setting, _ lifetime: SessionLifetime, _ lockTimeout: Duration
  ) throws -> Workplace {
    try Workplace(setting) {
      $0.lifetime = lifetime
      $0.lockTimeout = lockTimeout
    }
  }
}

struct OpenSubject: Sendable {
  let store: any SessionStore
  let clock: ManualClock
  /// `nil` for a store in memory.
  let workplace: Workplace?
}
