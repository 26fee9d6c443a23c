extension FileSessionStore.Strategy {
  /// What is kept when the power fails at any moment.
  ///
  /// Computed, as `guarantees` is: `make check` lets the power fail at every point of every verb, alone and beside others
  /// that may be killed, mounts whatever the file system may have left, and holds it to what was acknowledged. An answer
  /// that only tells what was seen (a load, a refusal) may tell of a change that is not durable yet.
  public func guarantees(
    afterPowerCutOn fileSystem: FileSessionStore.FileSystemModel, durability: FileSessionStore.Durability
  ) -> FileSessionStore.PowerCutGuarantees {
    // What a kill can destroy a power cut can.
    guard durability != .none, guarantees.isSuperset(of: [.sound, .killSafe]) else { return [] }
    if durability == .full { return .everything }
    switch shape {
    // An exchange is made durable before the old file goes.
    case .dataFile(_, _, .exchange, _): return .everything
    // An acknowledged save is in the file; its name is durable too where a sync of the file carries it.
    case .slots where fileSystem != .weakest && fileSystem != .atomicRename: return .everything
    default: return .everything.subtracting(.changesSurvive)
    }
  }
}
