/// What a sweep does with one entry that its look found worth the lock. It waits for nobody.
package struct SweepVerb<System: OperationEnvironment>: Verb, ~Copyable {
  /// An entry that is worth its lock.
  package struct Candidate: Hashable, Sendable {
    package let entry: EntryName
    /// A live session, whose deadline is to be noted anew.
    var isUnanchored = false
  }

  private let candidate: Candidate

  package init(_ candidate: Candidate) { self.candidate = candidate }

  package mutating func step(
    _ engine: Engine<System>, _ context: inout VerbContext
  ) -> Step<SweepOutcome> {
    do throws(PhaseExit) {
      switch candidate.entry {
      case .session(let digest):
        guard let grant = take(digest, engine, &context) else { return .done(.busy) }
        guard candidate.isUnanchored else {
          return .done(try engine.withoutSyncs.sweepSession(digest, grant, context.workspace))
        }
        // An ordinary touch, as durable as the store is.
        _ = try engine.touch(digest, grant, context.workspace)
        return .done(.kept)
      case .lock(let digest), .temporary(let digest):
        guard let grant = take(digest, engine, &context) else { return .done(.busy) }
        return .done(try engine.sweepHelper(digest, grant, context.workspace))
      case .unique, .recordDraft: return .done(try engine.sweepTemporary(candidate.entry))
      case .corrupt, .record, .recordAside, .stripe, .ranges: return .done(.kept)
      }
    } catch {
      if case .wait = error { return .done(.busy) }
      return .stopped(error)
    }
  }

  private func take(_ digest: SessionDigest, _ engine: Engine<System>, _ context: inout VerbContext) -> LocalLockGrant?
  {
    context.digest = digest
    return engine.localLockIfFree(&context)
  }
}
