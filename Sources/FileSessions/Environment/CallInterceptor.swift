/// Stands between an operation and a system, call by call.
package protocol CallInterceptor: Sendable {
  /// Answers a call: by `perform`, which makes it or another one, or instead of it.
  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult
  /// The ticket of a local lock; `nil` for the system's.
  func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest?
}

extension CallInterceptor {
  package func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest? { nil }
}
