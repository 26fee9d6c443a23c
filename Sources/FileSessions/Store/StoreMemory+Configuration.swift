extension StoreMemory {
  /// What a configuration asks for.
  /// - Parameter strategy: of the directory; `nil` for the configured one.
  package convenience init(
    _ configuration: FileSessionStore.Configuration, strategy: FileSessionStore.Strategy? = nil
  ) {
    self.init(
      held: (strategy ?? configuration.strategy).flatMap { HeldFiles(configuration, $0) },
      remembered: configuration.readCache.byteLimit.map { RememberedSessions(byteLimit: $0) })
  }
}
