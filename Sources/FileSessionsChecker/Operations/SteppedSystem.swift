internal import FileSessions

/// A system that an operation runs on step by step.
protocol SteppedSystem: OperationEnvironment {
  /// A step of the verb begins, to which a later `pause` comes back.
  func attemptBegins()
  /// A phase gave up what it held and has to wait.
  /// - Parameter continues: whether the next attempt remembers this one, as one that has cut its file does.
  /// - Returns: `nil` where that is what the operation does next.
  func pause(_ reason: WaitReason, continues: Bool) -> WaitAnswer?
  /// The local lock was not granted at once.
  /// - Returns: `nil` where that is what the operation does next.
  func awaitLocalLock() -> WaitAnswer?
  /// Whether the caller's own code runs, between the load and the save of an update.
  func noteInside(_ isInside: Bool)
  /// Whether no call is answered any more, so that nothing that happens from here on counts.
  var isSuspended: Bool { get }
}

/// How a wait ended.
enum WaitAnswer: Int64, Hashable, Sendable {
  case goesOn = 0
  /// The caller was cancelled, or the time was over. In a queue it has left its place by then.
  case givenUp = 1
}
