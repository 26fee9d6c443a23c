/// Stands between an operation and a system, call by call.
package protocol CallInterceptor: Sendable {
  /// Answers a call: by `perform`, which makes it or another one, or instead of it.
  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult
  /// The ticket of a turn; `nil` for the system's.
  func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket?
}

extension CallInterceptor {
  package func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket? { nil }
}
