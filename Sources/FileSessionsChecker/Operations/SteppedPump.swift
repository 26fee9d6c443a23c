internal import FileSessions

/// The checker's pump: runs the verbs that ship on a system that answers step by step, and stops where that has no
/// answer.
///
/// It stands where the store's asynchronous and blocking pumps stand. What a verb does between two waits is the same
/// code under all three, and so is its end. Left out are a session that is forwarded, a load inside the caller's own
/// closure, steps that move to a thread by the device, and a delete that begins anew because its first run had to wait.
struct SteppedPump<System: SteppedSystem> {
  /// Why a verb did not come to its end.
  enum Interruption: Error {
    case failed(Failure)
    /// Its caller was cancelled while it waited, or its time was over.
    case gaveUp
    /// The system has no answer yet.
    case suspended
  }

  let engine: Engine<System>
  let workspace = Workspace()

  var system: System { engine.system }

  func run<V: Verb & ~Copyable>(
    _ verb: consuming V, _ digest: SessionDigest, _ caller: (inout V, borrowing VerbContext) -> Void = { _, _ in }
  ) throws(Interruption) -> V.Output where V.System == System {
    var context = VerbContext(digest, workspace)
    context.device = .granted
    defer { engine.end(&verb, &context) }
    while true {
      system.attemptBegins()
      let step = verb.step(engine, &context)
      if system.isSuspended { throw .suspended }
      switch step {
      case .done(let output): return output
      case .stopped(.failed(let failure)): throw .failed(failure)
      case .stopped(.caller): caller(&verb, context)
      case .stopped(.next), .stopped(.ownership), .stopped(.device), .stopped(.pause): continue
      case .stopped(.localLock):
        context.localLock = .none
        try goOn(system.awaitLocalLock())
        context.localLock = .granted
      case .stopped(.wait(let reason)): try goOn(system.pause(reason, continues: workspace.isMidTruncation))
      }
    }
  }

  private func goOn(_ answer: WaitAnswer?) throws(Interruption) {
    switch answer {
    case .goesOn: break
    case .givenUp: throw .gaveUp
    case nil: throw .suspended
    }
  }
}
