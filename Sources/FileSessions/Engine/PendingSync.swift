/// What is still to be made durable after a change became visible.
///
/// A change has two ends: the moment when others see it, and the moment when it survives a power cut. Between them it
/// can only be reported as `durabilityUnknown`, and the holder of the session has to go on from the new state.
struct PendingSync: Hashable {
  /// The file whose content to sync.
  var file: CInt?
  /// Whether to sync the directory's entries.
  var directory = false
  /// What a sync that was tried already answered; 0 or `-errno`.
  var failure: CInt = 0
}

extension Engine {
  /// Makes a visible change as durable as the store's rules ask.
  ///
  /// A failure is never retried: the kernel has dropped the dirty pages by then, and a second call would report success
  /// (ATC '20, "Can Applications Recover from fsync Failures?").
  /// - Throws: `durabilityUnknown`.
  func complete(_ pending: PendingSync) throws(PhaseExit) {
    guard pending.failure == 0 else { throw .failed(.durabilityUnknown(.synchronize, error: -pending.failure)) }
    if let file = pending.file {
      let result = system.synchronize(file, .data)
      guard result == 0 else { throw .failed(.durabilityUnknown(.synchronize, error: -result)) }
    }
    if pending.directory {
      let result = system.synchronize(directory, .everything)
      guard result == 0 else { throw .failed(.durabilityUnknown(.synchronize, error: -result)) }
    }
  }

  /// Makes a file's content durable before it becomes visible: a failure leaves the old value.
  func synchronizeHidden(_ descriptor: CInt) throws(PhaseExit) {
    let result = system.synchronize(descriptor, .data)
    guard result == 0 else { throw .system(.synchronize, result) }
  }

  /// Makes the directory's entries durable before anything relies on them: a failure leaves the old value.
  func synchronizeDirectoryHidden() throws(PhaseExit) {
    let result = system.synchronize(directory, .everything)
    guard result == 0 else { throw .system(.synchronize, result) }
  }
}
