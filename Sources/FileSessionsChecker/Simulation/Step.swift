internal import FileSessions

/// A call of the seam, put into numbers once so that it can be made often.
struct Step {
  enum Verb: UInt8, BitwiseCopyable {
    case open, close, read, write, truncate, synchronize, statusOf, statusAt, rename, link, unlink, list, lock, unlock,
      holder, now, requestLocalLock, releaseLocalLock, heldDescriptor, keep, changeCounter, note, readCache, writeCache

    /// Whether it is about the memory of one process. A client that is alone in its process never meets another's
    /// descriptor in its cache, so `keep` closes none.
    var isOwnMemory: Bool {
      switch self {
      case .heldDescriptor, .keep, .readCache, .writeCache: true
      default: false
      }
    }
  }

  var verb: Verb
  var name: UInt8 = 0
  var other: UInt8 = 0
  var range: UInt8 = 0
  var lockCall = LockCall.flock
  var isExclusive = false
  var mode = RenameMode.replace
  var depth = SynchronizationDepth.data
  var flags: OpenFlags = []
  var descriptor: CInt = -1
  var offset = 0
  var count = 0
  var bytes: UInt32 = 0
  var ticket: UInt32 = 0
  /// A session of those that are kept in memory, and a session with its generation.
  var digest: UInt8 = 0
  var memory: UInt32 = 0

  init(_ verb: Verb) { self.verb = verb }

  /// Whether it may make a file.
  var creates: Bool { flags.contains(.create) || flags.contains(.exclusiveCreate) }
}

extension SimulatedKernel {
  /// Puts a call into numbers.
  func step(_ request: SystemRequest) -> Step {
    switch request {
    case .open(let name, _, let flags):
      var step = Step(.open)
      step.name = number(of: name)
      step.flags = flags
      return step
    case .close(let descriptor): return on(descriptor, .close)
    case .read(let descriptor, let count, let offset):
      var step = on(descriptor, .read)
      (step.offset, step.count) = (offset, count)
      return step
    case .write(let descriptor, let bytes, let offset):
      var step = on(descriptor, .write)
      (step.offset, step.count, step.bytes) = (offset, bytes.count, contents.number(of: bytes))
      return step
    case .truncate(let descriptor, let length):
      var step = on(descriptor, .truncate)
      step.count = length
      return step
    case .synchronize(let descriptor, let depth):
      var step = on(descriptor, .synchronize)
      step.depth = depth
      return step
    case .statusOf(let descriptor): return on(descriptor, .statusOf)
    case .statusAt(let name, _):
      var step = Step(.statusAt)
      step.name = number(of: name)
      return step
    case .rename(let from, let to, _, let mode):
      var step = Step(.rename)
      (step.name, step.other, step.mode) = (number(of: from), number(of: to), mode)
      return step
    case .link(let from, let to, _):
      var step = Step(.link)
      (step.name, step.other) = (number(of: from), number(of: to))
      return step
    case .unlink(let name, _):
      var step = Step(.unlink)
      step.name = number(of: name)
      return step
    case .list: return Step(.list)
    case .lock(let descriptor, let kind, let mode): return locking(.lock, descriptor, kind, mode)
    case .unlock(let descriptor, let kind): return locking(.unlock, descriptor, kind, .shared)
    case .holder(let descriptor, _): return on(descriptor, .holder)
    case .now: return Step(.now)
    case .random, .forkCount: preconditionFailure("answered by the client itself")
    case .heldDescriptor(let digest): return of(digest, .heldDescriptor)
    case .keep(let descriptor, let digest):
      var step = of(digest, .keep)
      step.descriptor = descriptor
      return step
    case .changeCounter(let digest): return of(digest, .changeCounter)
    case .note(let end, let digest):
      var step = of(digest, .note)
      step.isExclusive = end == .ends
      return step
    case .readCache(let digest, let changeCounter, _): return remembering(.readCache, digest, nil, changeCounter)
    case .writeCache(let digest, let session, let changeCounter, _):
      return remembering(.writeCache, digest, session, changeCounter)
    case .requestLocalLock(let ticket): return localLock(.requestLocalLock, ticket)
    case .releaseLocalLock(let ticket): return localLock(.releaseLocalLock, ticket)
    }
  }

  private func on(_ descriptor: CInt, _ verb: Step.Verb) -> Step {
    var step = Step(verb)
    step.descriptor = descriptor
    return step
  }

  private func of(_ digest: SessionDigest, _ verb: Step.Verb) -> Step {
    var step = Step(verb)
    step.digest = UInt8(digests.number(of: digest))
    return step
  }

  private func remembering(
    _ verb: Step.Verb, _ digest: SessionDigest, _ session: CachedSession?, _ changeCounter: ChangeCounter
  ) -> Step {
    var step = of(digest, verb)
    step.memory = UInt32(recollections.number(of: Recollection(session: session, changeCounter: changeCounter)))
    return step
  }

  private func locking(_ verb: Step.Verb, _ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) -> Step {
    var step = on(descriptor, verb)
    (step.lockCall, step.range) = (kind.call, UInt8(ranges.number(of: kind.range)))
    step.isExclusive = mode == .exclusive
    return step
  }

  private func localLock(_ verb: Step.Verb, _ ticket: LocalLockRequest) -> Step {
    var step = Step(verb)
    step.ticket = UInt32(tickets.number(of: ticket))
    return step
  }

  func number(of name: EntryName) -> UInt8 { UInt8(names.number(of: name)) }

  /// The answer as the seam gives it.
  func result(_ answer: Int64, of step: Step) -> SystemResult {
    switch step.verb {
    case .read:
      guard answer >= 0 else { return .bytes([], result: Int(answer)) }
      let bytes = contents.bytes(UInt32(answer))
      return .bytes(bytes, result: bytes.count)
    case .statusOf, .statusAt: return .status(statuses[Int(answer)])
    case .list: return .entries(listings[Int(answer)], result: 0)
    case .now: return .time(SimulatedKernel.start.advanced(by: .seconds(answer)))
    case .changeCounter: return .word(UInt64(answer))
    case .readCache: return .session(sessions[Int(answer)])
    case .requestLocalLock: return .localLock(answer == 0 ? .granted : .queued)
    default: return .number(Int(answer))
    }
  }
}
