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

/// What a look at an entry, without a lock, says of it.
package enum SweepFinding: Sendable {
  /// A session that is kept.
  case kept
  /// Nothing to be swept, and nothing to be counted.
  case ignored
  /// A damaged file that was set aside before.
  case setAside
}

extension Engine {
  /// Looks whether an entry is worth its lock.
  /// - Parameters:
  ///   - comparesAges: whether a file's age can be told: it is of the clock that deadlines are of.
  ///   - mayBeOver: whether a session is worth being opened.
  /// - Returns: `nil` with what it is, where it is left alone.
  package func candidate(
    _ entry: EntryName, comparesAges: Bool, _ workspace: Workspace, _ finding: inout SweepFinding,
    mayBeOver: (SessionDigest) -> Bool
  ) throws(Stop) -> SweepVerb<System>.Candidate? {
    finding = .ignored
    switch entry {
    case .session(let digest):
      finding = .kept
      guard mayBeOver(digest) else { return nil }
      switch try sweepLook(digest, workspace) {
      case .kept: return nil
      case .over: return .init(entry: entry)
      case .unanchored: return .init(entry: entry, isUnanchored: true)
      }
    case .lock(let digest): return try isLitter(lockOf: digest) ? .init(entry: entry) : nil
    case .temporary: return .init(entry: entry)
    // Told from litter by its age.
    case .recordDraft: return comparesAges ? .init(entry: entry) : nil
    case .unique: return !rules.isUnlocked || comparesAges ? .init(entry: entry) : nil
    case .corrupt, .recordAside:
      finding = .setAside
      return nil
    case .record, .stripe, .ranges: return nil
    }
  }

  /// Removes without syncs: what has expired is over, whether or not its file comes back after a power cut.
  fileprivate var withoutSyncs: Engine<System> {
    var rules = rules
    rules.durability = .none
    return Engine(system: system, directory: directory, rules: rules)
  }
}
