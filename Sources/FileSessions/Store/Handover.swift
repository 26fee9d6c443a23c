/// Carries a value that cannot be copied to another thread and back, while the task that owns it waits.
final class Handover<Value: ~Copyable>: @unchecked Sendable {
  // @unchecked: the task waits from `init` to `take`, and only the other thread calls `with` meanwhile.
  private var value: Value?

  init(_ value: consuming Value) { self.value = consume value }

  /// Lends the value to the other thread.
  func with(_ body: (inout Value) -> Void) {
    var lent = take()
    body(&lent)
    value = consume lent
  }

  /// Takes the value out.
  func take() -> Value {
    guard let value = value.take() else { preconditionFailure("nothing was handed over") }
    return value
  }
}
