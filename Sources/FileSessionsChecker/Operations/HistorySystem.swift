internal import FileSessions

/// What an operation did so far: the calls that it made, and what they answered.
enum HistoryEntry: Hashable {
  case call(SystemRequest)
  /// It had to wait, and went on.
  case pause
  /// Its local lock was not granted at once.
  case localLock
}

/// Answers an operation's calls from its history, and stops it at the first call that the history does not have.
///
/// So an operation is put into any state that it was in before without a thread and without a stack to keep: it is run
/// from its beginning again. That it asks the same each time is checked each time.
final class HistorySystem: SteppedSystem, AnsweringSystem, @unchecked Sendable {
  // @unchecked: made for one run, on one thread.

  /// What the operation comes to after its history.
  enum Next {
    case call(SystemRequest)
    case pause(WaitReason, attemptStart: Int, continues: Bool)
    case localLock
  }

  private let operation: Operation
  private let mutation: EngineMutation?
  private let clock: Automaton.Clock
  private let requests: [HistoryEntry]
  private let results: [SystemResult]
  private var position = 0
  private var randomCount = 0
  private var ticketCount = 0
  private var attemptStart = 0
  private(set) var next: Next?
  private(set) var isInside = false

  // What mutations remember.
  var lockedDescriptor: CInt = -1
  var hasRenamed = false
  /// For the local lock or for the lock.
  private(set) var hasWaited = false
  var laterUnlink: SystemRequest?
  var lentDescriptor: CInt = -1
  var openedInode: UInt64 = 0
  var firstVersion: (inode: UInt64, version: SessionVersion)?
  private var temporaries: Set<CInt> = []
  private(set) var descriptorCount = 0

  init(
    _ operation: Operation, _ requests: [HistoryEntry], _ results: [SystemResult], _ mutation: EngineMutation? = nil,
    _ clock: Automaton.Clock = .stands
  ) {
    self.operation = operation
    self.mutation = mutation
    self.clock = clock
    self.requests = requests
    self.results = results
  }

  var isSuspended: Bool { next != nil }

  var verb: Operation.Verb { operation.verb }

  func isTemporary(_ descriptor: CInt) -> Bool { temporaries.contains(descriptor) }

  func answer(_ request: SystemRequest) -> SystemResult {
    let result = mutation.map { mutatedAnswer(request, $0) } ?? recorded(request)
    switch request {
    // Who removes the lock file lets the next one in, although it has not yet unlocked: its save is done.
    case .unlock, .unlink(.lock, _): if next == nil { isInside = false }
    // With the local lock the attempt begins: who has to wait for the lock keeps it.
    case .requestLocalLock: if result == .localLock(.granted) { attemptBegins() }
    default: break
    }
    return result
  }

  private func mutatedAnswer(_ request: SystemRequest, _ mutation: EngineMutation) -> SystemResult {
    let result: SystemResult =
      switch substitute(for: request, mutation, recorded) {
      case .request(let request): recorded(request)
      case .answer(let answer): answer
      }
    note(request, result)
    if case .bytes(let bytes, let count) = result { return .bytes(mutated(bytes, mutation), result: count) }
    return result
  }

  private func note(_ request: SystemRequest, _ result: SystemResult) {
    if case .open(.unique, _, _) = request, case .number(let descriptor) = result {
      temporaries.insert(CInt(descriptor))
    }
    if case .open = request { descriptorCount += 1 }
  }

  private func recorded(_ request: SystemRequest) -> SystemResult {
    if next == nil {
      if position < results.count {
        precondition(requests[position] == .call(request), "an operation is not deterministic: \(operation)")
        position += 1
        return results[position - 1]
      }
      next = .call(request)
    }
    return SystemResult(Errno.inputOutput, for: request) ?? .number(0)
  }

  private func answer(_ entry: HistoryEntry, _ next: Next) -> WaitAnswer? {
    if self.next == nil, position < results.count {
      precondition(requests[position] == entry, "an operation is not deterministic: \(operation)")
      position += 1
      hasWaited = true
      return results[position - 1] == .number(Int(WaitAnswer.givenUp.rawValue)) ? .givenUp : .goesOn
    }
    if self.next == nil { self.next = next }
    return nil
  }

  func attemptBegins() { if next == nil { attemptStart = position } }

  func pause(_ reason: WaitReason, continues: Bool) -> WaitAnswer? {
    answer(.pause, .pause(reason, attemptStart: attemptStart, continues: continues))
  }

  func awaitLocalLock() -> WaitAnswer? { answer(.localLock, .localLock) }

  func noteInside(_ isInside: Bool) { if next == nil { self.isInside = isInside } }

  // MARK: - Answered without a step

  func random() -> UInt64 {
    randomCount += 1
    return operation.random(randomCount)
  }

  func forkCount() -> UInt32 { 0 }

  func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest {
    ticketCount += 1
    return operation.ticket(ticketCount, for: domain, mode)
  }

  func now() -> Timestamp {
    var now = SimulatedKernel.start
    if clock == .moves, case .time(let time) = answer(.now) { now = time }
    return now.advanced(by: .seconds(-operation.secondsEarlier))
  }
}
