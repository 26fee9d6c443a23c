/// Rotate: one phase, under the old id's lock.
package struct RotateVerb<System: OperationEnvironment>: Verb, ~Copyable {
  private let fresh: SessionDigest
  private let grace: Duration
  private let oldID: FileSessionStore.OldID

  package init(to fresh: SessionDigest, grace: Duration, _ oldID: FileSessionStore.OldID) {
    (self.fresh, self.grace, self.oldID) = (fresh, grace, oldID)
  }

  package mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Void> {
    do throws(PhaseExit) {
      let grant = try engine.localLock(.exclusive, &context)
      _ = try engine.rotate(context.digest, to: fresh, oldID, grace: grace, grant, context.workspace)
      return .done(())
    } catch { return .stopped(error) }
  }
}
