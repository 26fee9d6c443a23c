extension ProcessState {
  /// What a configuration asks for.
  /// - Parameter strategy: of the directory; `nil` for the configured one.
  package convenience init(
    _ configuration: FileSessionStore.Configuration, strategy: FileSessionStore.Strategy? = nil
  ) {
    self.init(
      held: (strategy ?? configuration.strategy).flatMap { HeldFiles(configuration, $0) },
      sessionCache: configuration.readCache.byteLimit.map { SharedSessionCache(byteLimit: $0) })
  }
}
