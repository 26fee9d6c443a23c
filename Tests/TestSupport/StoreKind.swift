package import FileSessions

/// The stores that tests run over.
package enum StoreKind: String, CaseIterable, Sendable {
  case slots, lockFileRename, memory

  /// - Parameter lifetime: `nil` for that of a store that is told nothing else.
  package func open(_ clock: SessionClock = .system, lifetime: SessionLifetime? = nil) throws -> any SessionStore {
    switch self {
    case .slots: try TemporaryDirectory().store(.slots, clock, lifetime)
    case .lockFileRename: try TemporaryDirectory().store(.lockFileRename, clock, lifetime)
    case .memory:
      if let lifetime {
        MemorySessionStore(lifetime: lifetime, lockTimeout: .seconds(600), clock: clock)
      } else {
        MemorySessionStore(lockTimeout: .seconds(600), clock: clock)
      }
    }
  }
}

extension TemporaryDirectory {
  /// A store that keeps this folder until it goes itself. No wait ends for being slow on a machine that has other things
  /// to do.
  fileprivate func store(
    _ strategy: FileSessionStore.Strategy, _ clock: SessionClock, _ lifetime: SessionLifetime?
  ) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.clock = clock
    if let lifetime { configuration.lifetime = lifetime }
    configuration.lockTimeout = .seconds(600)
    configuration.observer = { [self] _ in _ = self }
    return try FileSessionStore(directory: path + "/sessions", configuration: configuration)
  }
}
