import FileSessions
import Foundation
import Glibc
import TestSupport
import Testing

/// The same through the verbs of a store, with the local lock, the files it holds open and what it knows of changes.
@Suite("A call that fails in the middle of a store's verb")
struct StoreFaultTests {
  private static let strategies: [FileSessionStore.Strategy] = [.slots, .lockFileRename, .byteRangeRename, .lockFile]

  @Test("with any errno of its manual page", arguments: strategies, StoreVerb.allCases)
  func oneErrno(_ strategy: FileSessionStore.Strategy, _ verb: StoreVerb) async throws {
    let fixture = try StoreFaultFixture(strategy)
    let usual = try await fixture.run(verb) { _, _ in nil }
    try #require(usual.error == nil)
    try await clear(usual.id, fixture)
    for (number, request) in usual.script.requests.enumerated() {
      guard let kind = CallKind(request) else { continue }
      for error in kind.errors {
        let run = try await fixture.run(verb) { $0 == number ? .answering(error, to: $1) : nil }
        let comment: Comment = "\(request), errno \(error): \(run.error.map { "\($0)" } ?? "success")"
        #expect(run.script.met == [number], comment)
        #expect(run.script.open.isEmpty, comment)
        if let error = run.error { #expect(Self.isComplete(error), comment) }
        if error == ENOENT, kind.namesFile {
          // What a kernel says is not there, and is, may be found, or not, or (in place) be written over in part.
          try await fixture.other.delete(run.id)
        } else {
          let found = try await fixture.other.load(run.id)?.payload
          let hasFailed = run.error.map { ($0 as? SessionError)?.code != .durabilityUnknown } ?? false
          #expect(found == (hasFailed ? verb.before : verb.after), comment)
        }
        // Whoever comes next is not kept waiting, in this process or another.
        try await clear(run.id, fixture)
      }
    }
    #expect(fixture.directory.entries.filter(Self.isLitter).isEmpty)
  }

  @Test("A store that cannot be opened leaves no descriptor", arguments: strategies)
  func opening(_ strategy: FileSessionStore.Strategy) throws {
    let fixture = try StoreFaultFixture(strategy)
    let descriptors = try openDescriptors(fixture)
    let usual = try open(fixture) { _, _ in nil }
    #expect(usual.error == nil && !usual.script.requests.isEmpty)
    for (number, request) in usual.script.requests.enumerated() {
      guard let kind = CallKind(request) else { continue }
      for error in kind.errors {
        let run = try open(fixture) { $0 == number ? .answering(error, to: $1) : nil }
        let comment: Comment = "\(request), errno \(error): \(run.error.map { "\($0)" } ?? "success")"
        if let error = run.error { #expect(Self.isComplete(error), comment) }
        #expect(run.script.open.isEmpty, comment)
      }
    }
    #expect(try openDescriptors(fixture) == descriptors)
  }

  @Test(
    "Who holds a lock that is waited for in vain need not be known",
    arguments: [
      FileSessionStore.Strategy.slots, .byteRangeRename,
    ])
  func holder(_ strategy: FileSessionStore.Strategy) async throws {
    let fixture = try StoreFaultFixture(strategy)
    let id = SessionID(key: "held")
    var configuration = fixture.configuration
    configuration.lockTimeout = .zero
    let core = try StoreCore(
      directory: fixture.directory.path, configuration: configuration, interceptor: fixture.faults)
    try await fixture.other.create(StoreVerb.value, as: id)
    try await fixture.other.withLock(id) { _ in
      for kind in [CallKind.flock, .range] {
        for error in kind.errors {
          let script = FaultScript { _, request in if case .holder = request { .fail(error) } else { nil } }
          fixture.faults.script = script
          let thrown = await #expect(throws: SessionError.self) {
            try await core.save(StoreVerb.newValue, for: id, ifVersion: nil, lifetime: nil)
          }
          #expect(thrown?.code == .timedOut && script.met.count == 1 && script.open.isEmpty)
          #expect((thrown?.holderProcessID ?? 1) > 0)
        }
      }
    }
    fixture.faults.script = nil
    await core.close()
  }

  @Test("Every call of the seam that can fail is met by an operation or a verb")
  func everyKind() async throws {
    var met: Set<CallKind> = []
    for setting in FaultSetting.presets {
      for operation in EngineOperation.allCases {
        met.formUnion(try FaultScene(setting, operation).usual.script.requests.compactMap(CallKind.init))
      }
    }
    let fixture = try StoreFaultFixture(.slots)
    met.formUnion(try await fixture.run(.sweep) { _, _ in nil }.script.requests.compactMap(CallKind.init))
    #expect(met == Set(CallKind.allCases))
  }

  /// Uses and removes the session, and what was left of it.
  private func clear(_ id: SessionID, _ fixture: StoreFaultFixture) async throws {
    _ = try await fixture.core.put(StoreVerb.newValue, for: id, lifetime: nil)
    #expect(try await fixture.other.load(id)?.payload == StoreVerb.newValue)
    try await fixture.other.delete(id)
    #expect(try await fixture.other.sweep().failed == 0)
  }

  private func open(
    _ fixture: StoreFaultFixture, _ choose: @escaping (Int, SystemRequest) -> FaultInjector.Fault?
  ) throws -> (script: FaultScript, error: (any Error)?) {
    let (faults, script) = (StoreFaultFixture.Switch(), FaultScript(choose))
    faults.script = script
    do {
      _ = try StoreCore(
        directory: fixture.directory.path, configuration: fixture.configuration, interceptor: faults)
      return (script, nil)
    } catch { return (script, error) }
  }

  /// A typed error, with a remedy.
  private static func isComplete(_ error: any Error) -> Bool {
    guard let error = error as? SessionError else { return false }
    return !error.code.description.isEmpty && error.message.contains("; ")
  }

  private static func isLitter(_ name: String) -> Bool { name.hasSuffix(".temp") }

  /// How many descriptors of this process lead into the directory.
  private func openDescriptors(_ fixture: StoreFaultFixture) throws -> Int {
    let files = FileManager.default
    return try files.contentsOfDirectory(atPath: "/proc/self/fd").count { number in
      let path = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
      return path?.hasPrefix(fixture.directory.path) == true
    }
  }
}
