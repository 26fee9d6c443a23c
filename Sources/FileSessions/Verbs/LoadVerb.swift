/// Load: without a lock where that is enough, else under the readers' lock; through as many ids as the session was
/// forwarded.
package struct LoadVerb<System: OperationEnvironment>: Verb, ~Copyable {
  package enum Found: Sendable {
    case absent
    /// With where its payload stands in the workspace's incoming bytes.
    case here(RecordHeader, payload: Range<Int>)
  }

  /// A chain of rotated ids may be so long; what is longer leads nowhere.
  private var stepsLeft = 16
  /// Whether it takes the lock to tell. Kept, or each wait would be followed by one more look.
  private var isUnsettled = false

  package init() {}

  package mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Found> {
    do throws(PhaseExit) {
      if isUnsettled { return .done(try resolve(try settle(engine, &context), engine, &context)) }
      if let (header, payload) = engine.readHeldFile(context.digest, context.workspace) {
        return .done(.here(header, payload: payload))
      }
      guard case .settled(let recordState) = try engine.readWithoutLock(context.digest, context.workspace) else {
        isUnsettled = true
        throw .ownership
      }
      return .done(try resolve(recordState, engine, &context))
    } catch { return .stopped(error) }
  }

  /// Looks under the lock. Inside the caller's own `withLock` it need not wait for itself, and nobody else is writing.
  private mutating func settle(
    _ engine: Engine<System>, _ context: inout VerbContext
  ) throws(PhaseExit) -> RecordState {
    if context.localLock == .ownedByCaller { return try engine.readAsHolder(context.digest, context.workspace) }
    let grant = try engine.localLock(engine.readerMode, &context)
    let (recordState, needsRepair) = try engine.readUnderSharedLock(context.digest, grant, context.workspace)
    engine.leave(&context)
    // Zeroes a torn slot if nobody is at work there: without that, one kill would send every later reader to the lock.
    if needsRepair, let grant = engine.localLockIfFree(&context) {
      try? engine.repair(context.digest, grant, Workspace())
      engine.leave(&context)
    }
    return recordState
  }

  private mutating func resolve(
    _ recordState: RecordState, _ engine: Engine<System>, _ context: inout VerbContext
  ) throws(PhaseExit) -> Found {
    switch recordState {
    // One that is larger than this store allows is another application's on the same directory.
    case .absent, .expired, .damaged(.oversized): return .absent
    case .live(let header, let payload): return .here(header.believed(at: engine.system.now()), payload: payload)
    case .rotated(let header, let payload) where header.state != .forwarding: return .here(header, payload: payload)
    case .rotated(_, let payload):
      stepsLeft -= 1
      guard stepsLeft > 0 else { return .absent }
      context.digest = context.workspace.successor(before: payload)
      context.localLock = .none
      isUnsettled = false
      throw .next
    case .damaged(let damage): throw .failed(.corrupt(damage))
    }
  }
}
