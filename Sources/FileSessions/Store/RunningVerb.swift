/// A verb that is under way, and what it goes by: what moves to a thread by the device and back.
struct RunningVerb<V: Verb & ~Copyable>: ~Copyable {
  var verb: V
  var context: VerbContext
  /// How the step ended that was made there.
  var last: Step<V.Output>?
  /// Why it was not made.
  var refusal: SessionError?

  init(verb: consuming V, context: consuming VerbContext) {
    self.verb = verb
    self.context = context
    last = nil
  }
}
