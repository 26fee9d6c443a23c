internal import Synchronization

/// Carries a value that cannot be copied from the thread that makes it to the task that waits for it.
final class Handover<Value: ~Copyable>: @unchecked Sendable {
  // @unchecked: `put` happens before the continuation that lets the only taker go on.
  private var value: Value?

  init() { value = nil }
  init(_ value: consuming Value) { self.value = consume value }

  func put(_ value: consuming Value) { self.value = consume value }

  /// Takes the value out, if it is still there.
  func takeIfPresent() -> Value? { value.take() }

  /// Takes the value out. Called once, after `put`.
  func take() -> Value {
    guard let value = value.take() else { preconditionFailure("nothing was handed over") }
    return value
  }
}
