/// What a sweep does with one entry that its look found worth the lock. It waits for nobody.
package struct SweepVerb<System: SystemCalls>: Verb, ~Copyable {
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
    do throws(Stop) {
      switch candidate.entry {
      case .session(let digest):
        guard let turn = take(digest, engine, &context) else { return .done(.busy) }
        guard candidate.isUnanchored else {
          return .done(try engine.withoutSyncs.sweepSession(digest, turn, context.workspace))
        }
        // An ordinary touch, as durable as the store is.
        _ = try engine.touch(digest, turn, context.workspace)
        return .done(.kept)
      case .lock(let digest), .temporary(let digest):
        guard let turn = take(digest, engine, &context) else { return .done(.busy) }
        return .done(try engine.sweepHelper(digest, turn, context.workspace))
      case .unique, .recordDraft: return .done(try engine.sweepTemporary(candidate.entry))
      case .corrupt, .record, .recordAside, .stripe, .ranges: return .done(.kept)
      }
    } catch {
      if case .wait = error { return .done(.busy) }
      return .stopped(error)
    }
  }

  private func take(_ digest: SessionDigest, _ engine: Engine<System>, _ context: inout VerbContext) -> Turn? {
    context.digest = digest
    return engine.turnIfFree(&context)
  }
}
