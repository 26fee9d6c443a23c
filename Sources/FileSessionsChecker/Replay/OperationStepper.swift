internal import FileSessions

/// What an operation's steps on the real kernel are given to.
protocol OperationStepper: CallInterceptor {
  /// - Returns: whether the operation goes on.
  func pause(_ reason: WaitReason) -> Bool
  func awaitTurn()
  func noteInside(_ isInside: Bool)
}

/// The real kernel, stepped: what `OperationDriver` runs on in a client's process.
extension InterceptedSystem: SteppedSystem where Base == Kernel, Interceptor: OperationStepper {
  func attemptBegins() {}
  func pause(_ reason: WaitReason, continues: Bool) -> Bool { interceptor.pause(reason) }
  func awaitTurn() { interceptor.awaitTurn() }
  func noteInside(_ isInside: Bool) { interceptor.noteInside(isInside) }
  var isSuspended: Bool { false }
}
