/// Update, and, where the caller's closure has it abandoned, `withLock`: two phases with the caller's closure between
/// them, the lock held throughout.
package struct ChangeVerb<System: OperationEnvironment>: Verb, ~Copyable {
  private enum Stage { case begin, firstCommit, commit, over }

  private let access: RecordAccess
  private let mode: LockMode
  private var stage = Stage.begin
  /// The session under its lock, while the closure runs.
  package var held: LockedRecord<System>?
  /// A new lifetime, for the session that is committed; `nil` for the one that it has.
  package var lifetime: SessionLifetime?

  package init(_ mode: LockMode = .exclusive) {
    self.mode = mode
    access = mode == .shared ? .read : .modify
    held = nil
  }

  package mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Void> {
    do throws(PhaseExit) {
      switch stage {
      case .begin:
        let grant = try engine.localLock(mode, &context)
        held = try engine.beginLive(access, context.digest, grant, context.workspace)
        stage = .firstCommit
        throw .caller
      case .firstCommit:
        // The closure has run: neither a deadline nor the end of the task keeps the commit from being tried.
        try engine.device(.whateverHappens, &context)
        stage = .commit
        do throws(PhaseExit) {
          try engine.commit(held.take(), context.digest, lifetime, context.grant, context.workspace)
        } catch {
          // The checker takes a second try for the first one, but for this.
          if case .wait = error { assert(context.workspace.isMidTruncation, "a commit waits that has cut nothing") }
          throw error
        }
      case .commit:
        // A strategy that takes its lock only to write had to wait for it.
        let grant = try engine.localLock(mode, &context)
        try engine.commit(nil, context.digest, lifetime, grant, context.workspace)
      case .over: break
      }
      return .done(())
    } catch { return .stopped(error) }
  }

  /// The session as it was found: of one that was not, a version that matches nothing.
  package var found: (version: SessionVersion, payload: Range<Int>) {
    // Borrowed in place: a copy of the optional would be a copy of the lock.
    switch held {
    case .some(let held): held.found
    case .none: LockedRecord<System>.nothing
    }
  }

  /// Nothing is to be committed.
  package mutating func abandon() { stage = .over }

  package mutating func release() { held.take()?.release() }
}
