/// Delete: a session, and, if its id was rotated, the ones that it became, the newest first.
package struct DeleteVerb<System: OperationEnvironment>: Verb, ~Copyable {
  package enum Outcome: Hashable, Sendable {
    case deleted
    /// One of them was not there, which counts as deleted.
    case wasAbsent
  }

  private var chain: DeletionChain
  private var outcome = Outcome.deleted

  package init(_ digest: SessionDigest) { chain = DeletionChain(digest) }

  package mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Outcome> {
    do throws(PhaseExit) {
      guard let next = chain.next else { return .done(outcome) }
      context.digest = next.digest
      let grant = try engine.localLock(.exclusive, &context)
      let deletion = try engine.delete(
        next.digest, successorIsGone: next.successorIsGone, grant, context.workspace)
      engine.leave(&context)
      if deletion == .wasAbsent { outcome = .wasAbsent }
      chain.advance(deletion)
      throw .next
    } catch { return .stopped(error) }
  }
}
