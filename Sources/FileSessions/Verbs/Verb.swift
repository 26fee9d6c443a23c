/// A verb of the store: straight-line code over the engine's phases, begun anew after each wait.
///
/// The store's asynchronous and blocking faces and the checker run the same verbs; each answers in its own way what a
/// verb asks for (`PhaseExit`). So what the checker explores is what ships; what its pump leaves
/// out, `SteppedPump` lists.
///
/// 1. What was answered is not asked again: it stands in the context, and what cannot be repeated advances a stage of
///    the verb, before the caller's closure is asked for.
/// 2. Where a verb stops, it holds no kernel lock but the one of a session that stands in it.
/// 3. `Engine.end` is called once, on every way out: first the verb gives up what it holds, then the local lock goes.
///    The other way round a thread of this process could be granted it and meet the lock of the one before it.
package protocol Verb<System>: ~Copyable, SendableMetatype {
  associatedtype System: OperationEnvironment
  /// What it answers. Copyable: an associated type that is not is refused by Swift 6.3.
  associatedtype Output
  /// Runs until it is done, or has to be given something. It returns why it stopped: a requirement with a typed throw
  /// is not specialised.
  mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Output>
  /// Gives up what the verb itself holds.
  mutating func release()
}

extension Verb where Self: ~Copyable {
  package mutating func release() {}
}
