extension HeldFiles {
  /// `nil` where the configuration asks for none, or the strategy cannot hold any.
  package convenience init?(_ configuration: FileSessionStore.Configuration, _ strategy: FileSessionStore.Strategy) {
    let capacity = configuration.openFiles.capacity
    guard capacity > 0, strategy.keepsInodes else { return nil }
    self.init(capacity: capacity)
  }
}
