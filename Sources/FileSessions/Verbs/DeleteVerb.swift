/// Delete: a session, and, if its id was rotated, the ones that it became, the newest first.
package struct DeleteVerb<System: OperationEnvironment>: Verb, ~Copyable {
  package enum Outcome: Hashable, Sendable {
    case deleted
    /// One of them was not there, which counts as deleted.
    case wasAbsent
  }

  private var chain: DeletionChain
  private var outcome = Outcome.deleted
  /// What the sync of an id that is gone failed with. The older ids go all the same: they would still answer.
  private var unknown: PhaseExit?

  package init(_ digest: SessionDigest) { chain = DeletionChain(digest) }

  package mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Outcome> {
    do throws(PhaseExit) {
      guard let next = chain.next else { return unknown.map { .stopped($0) } ?? .done(outcome) }
      context.digest = next.digest
      let grant = try engine.localLock(.exclusive, &context)
      let deletion = try delete(next, engine, grant, context.workspace)
      engine.leave(&context)
      if deletion == .wasAbsent { outcome = .wasAbsent }
      chain.advance(deletion)
      throw .next
    } catch { return .stopped(error) }
  }

  private mutating func delete(
    _ next: DeletionChain.Step, _ engine: Engine<System>, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> Deletion {
    do throws(PhaseExit) {
      return try engine.delete(next.digest, successorIsGone: next.successorIsGone, grant, workspace)
    } catch {
      guard case .failed(.durabilityUnknown) = error else { throw error }
      unknown = error
      return .done
    }
  }
}
