internal import FileSessions

/// What an operation's steps on the real kernel are given to.
protocol OperationStepper: CallInterceptor {
  /// - Returns: `nil` where the operation does not go on.
  func pause(_ reason: WaitReason) -> WaitAnswer?
  func awaitTurn() -> WaitAnswer?
  func noteInside(_ isInside: Bool)
}

/// The real kernel, stepped: what an operation runs on in a client's process.
extension InterceptedSystem: SteppedSystem where Base == Kernel, Interceptor: OperationStepper {
  func attemptBegins() {}
  func pause(_ reason: WaitReason, continues: Bool) -> WaitAnswer? { interceptor.pause(reason) }
  func awaitTurn() -> WaitAnswer? { interceptor.awaitTurn() }
  func noteInside(_ isInside: Bool) { interceptor.noteInside(isInside) }
  var isSuspended: Bool { false }
}
