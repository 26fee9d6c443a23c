import FileSessions
import FileSessionsTesting
import TestSupport

/// A verb of a store, on a session that lives; `create` makes one, and `sweep` finds one that is over.
enum StoreVerb: String, CaseIterable, Sendable {
  case create, put, save, update, withLock, touch, load, rotate, delete, sweep

  static let value: [UInt8] = [1, 2, 3]
  static let newValue: [UInt8] = [4, 5]

  func perform<System>(_ core: StoreCore<System>, _ id: SessionID) async throws {
    switch self {
    case .create: _ = try await core.create(Self.newValue, as: id, lifetime: nil)
    case .put: _ = try await core.put(Self.newValue, for: id, lifetime: nil)
    case .save: _ = try await core.save(Self.newValue, for: id, ifVersion: nil, lifetime: nil)
    case .update: try await core.update(id) { $0.payload = Self.newValue }
    case .withLock: _ = try await core.withLock(id, timeout: nil) { try await $0.save(Self.newValue) }
    case .touch: try await core.touch(id)
    case .load: _ = try await core.load(id)
    case .rotate: _ = try await core.rotate(id, grace: .zero, oldID: .frozen)
    case .delete: try await core.delete(id)
    case .sweep: if let error = try await core.sweep().firstError { throw error }
    }
  }

  /// What a session holds before it, as a load answers; `nil` for none.
  var before: [UInt8]? {
    switch self {
    case .create, .sweep: nil
    case .put, .save, .update, .withLock, .touch, .load, .rotate, .delete: Self.value
    }
  }

  /// And after it.
  var after: [UInt8]? {
    switch self {
    case .create, .put, .save, .update, .withLock: Self.newValue
    case .touch, .load: Self.value
    case .rotate, .delete, .sweep: nil
    }
  }
}

/// Two stores of one directory: one whose calls can fail, and one of another process.
final class StoreFaultFixture {
  /// Gives each call to the script of the moment.
  final class Switch: CallInterceptor, @unchecked Sendable {
    // @unchecked: one verb at a time is run, and the script is changed between two.
    var script: FaultScript?

    func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
      script?.intercept(request, perform) ?? perform(request)
    }
  }

  let directory: TemporaryDirectory
  let clock = ManualClock()
  let configuration: FileSessionStore.Configuration
  let other: FileSessionStore
  let faults = Switch()
  let core: StoreCore<InterceptedSystem<Kernel, Switch>>
  private var count = 0

  init(_ strategy: FileSessionStore.Strategy) throws {
    directory = try TemporaryDirectory()
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.durability = .full
    configuration.clock = clock.sessionClock
    configuration.touchCoalescingFraction = 0
    // None is reached, unless a fault leaves a lock that is held.
    configuration.lockTimeout = .seconds(60)
    configuration.deleteTimeout = .seconds(60)
    configuration.blockingWork = .inline
    self.configuration = configuration
    other = try FileSessionStore(directory: directory.path, configuration: configuration)
    core = try StoreCore(directory: directory.path, configuration: configuration, interceptor: faults)
  }

  /// Runs a verb on a session of its own, with faults.
  func run(
    _ verb: StoreVerb, _ choose: @escaping (Int, SystemRequest) -> FaultInjector.Fault?
  ) async throws -> (id: SessionID, script: FaultScript, error: (any Error)?) {
    count += 1
    let (id, script) = (SessionID(key: "session \(count)"), FaultScript(choose))
    if verb != .create { _ = try await core.create(StoreVerb.value, as: id, lifetime: nil) }
    if verb == .sweep { clock.advance(by: .seconds(8000)) }
    // Twice a minute a verb looks at the store's record first: this one, not the one whose calls are counted.
    _ = try await core.load(id)
    faults.script = script
    defer { faults.script = nil }
    do {
      try await verb.perform(core, id)
      return (id, script, nil)
    } catch { return (id, script, error) }
  }
}
