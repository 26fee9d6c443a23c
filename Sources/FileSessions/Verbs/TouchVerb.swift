/// Touch: moves a deadline without waiting for anybody. What somebody else holds is left as it is: it is due again at
/// the next request.
package struct TouchVerb<System: OperationEnvironment>: Verb, ~Copyable {
  package enum Outcome: Hashable, Sendable {
    case touched
    /// The last one is recent enough.
    case fresh
    /// Somebody else holds the session, or there was no thread by the device.
    case skipped
  }

  private var hasLooked = false

  package init() {}

  package mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Outcome> {
    do throws(PhaseExit) {
      if !hasLooked {
        guard try !isFresh(engine, context) else { return .done(.fresh) }
        hasLooked = true
      }
      try engine.device(.orSkip, &context)
      guard context.device != .refused, let grant = engine.localLockIfFree(&context) else { return .done(.skipped) }
      return .done(try touch(engine, context, grant))
    } catch { return .stopped(error) }
  }

  /// Told without a lock: the session lives, and its deadline is late enough.
  private func isFresh(_ engine: Engine<System>, _ context: borrowing VerbContext) throws(PhaseExit) -> Bool {
    let header: RecordHeader
    if let session = engine.readCache(context.digest) {
      header = session.header
    } else {
      guard case .settled(.live(let found, _)) = try engine.readWithoutLock(context.digest, context.workspace) else {
        return false
      }
      header = found
    }
    return header.touched(at: engine.system.now(), coalescing: engine.rules.touchCoalescingThousandths) == nil
  }

  /// Only a file that was replaced meanwhile is worth another look.
  private func touch(
    _ engine: Engine<System>, _ context: borrowing VerbContext, _ grant: borrowing LocalLockGrant
  ) throws(PhaseExit) -> Outcome {
    for _ in 0..<4 {
      do throws(PhaseExit) {
        return try engine.touch(context.digest, grant, context.workspace) ? .touched : .fresh
      } catch {
        switch error {
        case .wait(.changed): continue
        case .wait(.lockHeld): return .skipped
        default: throw error
        }
      }
    }
    return .skipped
  }
}
