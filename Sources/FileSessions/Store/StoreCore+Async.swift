/// The asynchronous pump: it answers what a verb asks for, and waits without a thread.
///
/// Without contention everything happens on the caller's executor: the verbs are `nonisolated(nonsending)`, and a
/// hop to another thread would cost more than the I/O. With durability the steps run where `blockingWork` says.
extension StoreCore {
  /// Runs a verb to its end.
  /// - Parameters:
  ///   - timeout: nanoseconds; `nil` for the configured one.
  ///   - caller: the caller's closure, for a verb that asks for it.
  @inline(__always)
  func run<V: Verb & ~Copyable>(
    _ verb: consuming V, _ digest: SessionDigest, _ workspace: Workspace, timeout: Int64? = nil,
    _ caller: nonisolated(nonsending) (inout V, borrowing VerbContext) async -> Void = { _, _ in }
  ) async throws(SessionError) -> V.Output where V.System == System {
    var running = RunningVerb(verb: verb, context: context(digest, workspace, timeout))
    defer { engine.end(&running.verb, &running.context) }
    while true {
      let step = running.last.take() ?? running.verb.step(engine, &running.context)
      switch step {
      case .done(let output):
        granted(&running.context)
        return output
      case .stopped(.caller):
        granted(&running.context)
        await caller(&running.verb, running.context)
      case .stopped(.next): continue
      case .stopped(.ownership): answerOwnership(&running.context)
      case .stopped(.failed(let failure)): throw error(failure, of: running.context.digest)
      case .stopped(.device(let patience)):
        running = await stepByDevice(running, patience)
        if let refusal = running.refusal { throw refusal }
      case .stopped(let stop): try await wait(stop, &running.context)
      }
    }
  }

  /// Waits for what a verb was stopped by. Nothing is locked meanwhile, also to let others go first.
  @inline(never)
  func wait(_ stop: PhaseExit, _ context: inout VerbContext) async throws(SessionError) {
    switch stop {
    case .localLock:
      guard !ownsLocalLock(&context) else { return }
      context.localLock = .none
      let end = await localLocks.wait(context.ticket, until: context.deadline)
      try resume(end, &context)
    case .pause(let nanoseconds): try await Self.sleep(.nanoseconds(nanoseconds))
    case .wait(let reason):
      switch pacing(reason, &context) {
      case .again: break
      case .timedOut: throw timeout(context, inProcess: false)
      case .pause(let duration): try await Self.sleep(duration)
      case .sleep(let releases, let nanoseconds):
        guard let sleeper = context.pacing else { return }
        let hasSlept = await watch.sleep { sleeper.sleep(since: releases, nanoseconds: nanoseconds) }
        if !hasSlept { try await Self.sleep(.milliseconds(1)) }
        if Task.isCancelled { throw SessionError.cancelled }
        context.pacing?.announceAgain()
      }
    case .failed, .device, .caller, .next, .ownership: preconditionFailure("\(stop) is answered by the loop")
    }
  }

  private static func sleep(_ duration: Duration) async throws(SessionError) {
    do { try await Task.sleep(for: duration, tolerance: .zero) } catch { throw SessionError.cancelled }
  }
}

extension StoreCore {
  /// Makes the next step where `blockingWork` says.
  @inline(never)
  private func stepByDevice<V: Verb & ~Copyable>(
    _ running: consuming RunningVerb<V>, _ patience: DevicePatience
  ) async -> RunningVerb<V> where V.System == System {
    let deadline =
      running.context.isAsked ? running.context.deadline : MonotonicTime.now.advanced(byNanoseconds: lockTimeout)
    let handover = Handover(running)
    let engine = engine
    let step: @Sendable () -> Void = {
      handover.with { running in
        running.context.device = .granted
        running.last = running.verb.step(engine, &running.context)
      }
    }
    if patience == .whateverHappens { await worker.finish(step) } else { await worker.run(until: deadline, step) }
    var running = handover.take()
    if running.context.device == .notAsked {
      if patience == .orSkip {
        running.context.device = .refused
      } else if Task.isCancelled {
        running.refusal = .cancelled
      } else {
        running.refusal = SessionError(
          .timedOut, "no thread of blockingWork was free in time; give it more, or look at the disk")
      }
    } else {
      running.context.device = .notAsked
    }
    return running
  }
}

extension StoreCore {
  /// Ends an operation under the lock that it holds, where `blockingWork` says: neither a deadline nor the end of the
  /// task keeps it from that.
  func finish<Output: Sendable>(_ body: @escaping @Sendable () -> Output) async -> Output {
    guard engine.rules.durability != .none else { return body() }
    let result = Handover<Output?>(nil)
    await worker.finish { result.with { $0 = body() } }
    guard let output = result.take() else { preconditionFailure("the worker returned without having worked") }
    return output
  }
}
