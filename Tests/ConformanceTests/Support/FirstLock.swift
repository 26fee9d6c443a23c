import FileSessions
import Synchronization

/// Does something once, right before a file that was opened is locked.
final class FirstLock: CallInterceptor {
  private let action: @Sendable () -> Void
  private let isArmed = Mutex(false)
  private let acted = Mutex(false)
  /// Given when the kernel has refused a lock.
  let refusal = Signal()

  init(_ action: @escaping @Sendable () -> Void) { self.action = action }

  var hasActed: Bool { acted.withLock { $0 } }

  func arm() { isArmed.withLock { $0 = true } }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    guard case .lock = request else { return perform(request) }
    if takeTurn() {
      action()
      acted.withLock { $0 = true }
    }
    let result = perform(request)
    if case .number(let number) = result, number < 0 { refusal.give() }
    return result
  }

  private func takeTurn() -> Bool {
    isArmed.withLock { isArmed in
      defer { isArmed = false }
      return isArmed
    }
  }
}
