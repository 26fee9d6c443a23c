/// Create, put and save: one phase, under the lock.
package struct WriteVerb<System: OperationEnvironment>: Verb, ~Copyable {
  package enum Change: Sendable {
    case create(SessionLifetime)
    /// - Parameter initial: the lifetime of a session that is made.
    case put(SessionLifetime?, initial: SessionLifetime)
    case save(ifVersion: SessionVersion?, SessionLifetime?)
  }

  private let change: Change

  package init(_ change: Change) { self.change = change }

  package mutating func step(
    _ engine: Engine<System>, _ context: inout VerbContext
  ) -> Step<RecordHeader> {
    do throws(PhaseExit) {
      let grant = try engine.localLock(.exclusive, &context)
      let (digest, workspace) = (context.digest, context.workspace)
      switch change {
      case .create(let lifetime): return .done(try engine.create(digest, lifetime, grant, workspace))
      case .put(let lifetime, let initial):
        return .done(try engine.put(digest, lifetime, initial: initial, grant, workspace))
      case .save(let version, let lifetime):
        return .done(try engine.save(digest, ifVersion: version, lifetime, grant, workspace))
      }
    } catch { return .stopped(error) }
  }
}
