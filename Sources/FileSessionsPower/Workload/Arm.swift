internal import FileSessions

/// One way to use a store, and what it is held to.
struct Arm {
  let strategy: FileSessionStore.Strategy
  let durability: FileSessionStore.Durability
  var fault: PlantedFault?
  /// How large a value is.
  var byteCount = 400

  /// What a power cut is judged by.
  var promised: FileSessionStore.Durability { fault == nil ? durability : .full }

  /// What the store is converted to at last.
  var target: FileSessionStore.Strategy { strategy == .slots ? .lockFileRename : .slots }

  func configuration(_ clock: SessionClock) -> FileSessionStore.Configuration {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.durability = durability
    configuration.clock = clock
    // Who names one wants to see what it loses.
    configuration.unsoundStrategies = .allow
    configuration.lifetime = SessionLifetime(idle: .seconds(7200), absolute: nil)
    // Each touch is written.
    configuration.touchCoalescingFraction = 0
    return configuration
  }
}
