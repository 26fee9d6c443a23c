internal import FileSessions

/// A system that an operation runs on step by step.
protocol SteppedSystem: SystemCalls {
  /// A phase begins, to which a later `pause` comes back.
  func attemptBegins()
  /// A phase gave up what it held and has to wait.
  /// - Parameter continues: whether the next attempt remembers this one, as one that has cut its file does.
  /// - Returns: whether the operation goes on now.
  func pause(_ reason: WaitReason, continues: Bool) -> Bool
  /// The turn was not granted at once.
  func awaitTurn()
  /// Whether the caller's own code runs, between the load and the save of an update.
  func noteInside(_ isInside: Bool)
  /// Whether no call is answered any more, so that nothing that happens from here on counts.
  var isSuspended: Bool { get }
}
