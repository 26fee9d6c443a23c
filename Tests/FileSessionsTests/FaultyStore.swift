import FileSessions
import TestSupport

/// A store in a fresh directory over a system whose calls fail as a test says, for as long as it says.
final class FaultyStore: Sendable {
  typealias Fault = @Sendable (SystemRequest) -> FaultInjector.Fault?
  typealias Core = StoreCore<InterceptedSystem<Kernel, FaultInjector>>

  let directory: TemporaryDirectory
  let core: Core
  private let fault: LockedValue<Fault>

  /// - Parameters:
  ///   - sharesMemory: whether it holds files open and shares what processes share, as a `FileSessionStore` does.
  ///   - fault: from the beginning on.
  init(
    _ strategy: FileSessionStore.Strategy = .lockFileRename, sharesMemory: Bool = false,
    _ configure: (inout FileSessionStore.Configuration) -> Void = { _ in }, fault: @escaping Fault = { _ in nil }
  ) throws {
    directory = try TemporaryDirectory()
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configure(&configuration)
    let current = LockedValue(fault)
    core = try StoreCore(
      directory: directory.path, configuration: configuration, interceptor: FaultInjector { current.value($0) },
      sharesMemory: sharesMemory)
    self.fault = current
  }

  /// From now on calls fail so; `nil` answers for none.
  func fail(_ fault: @escaping Fault) { self.fault.change { $0 = fault } }

  func mend() { fail { _ in nil } }

  func create(_ payload: [UInt8], as id: SessionID) async throws {
    _ = try await core.create(payload, as: id, lifetime: nil)
  }

  func save(_ payload: [UInt8], for id: SessionID) async throws {
    _ = try await core.save(payload, for: id, ifVersion: nil, lifetime: nil)
  }
}
