internal import FileSessions

/// What an operation did so far: the calls that it made, and what they answered.
enum HistoryEntry: Hashable {
  case call(SystemRequest)
  /// It had to wait, and went on.
  case pause
  /// Its turn was not granted at once.
  case turn
}

/// Answers an operation's calls from its history, and stops it at the first call that the history does not have.
///
/// So an operation is put into any state that it was in before without a thread and without a stack to keep: it is run
/// from its beginning again. That it asks the same each time is checked each time.
final class HistorySystem: SteppedSystem, @unchecked Sendable {
  // @unchecked: made for one run, on one thread.

  /// What the operation comes to after its history.
  enum Next {
    case call(SystemRequest)
    case pause(WaitReason, attemptStart: Int, continues: Bool)
    case turn
  }

  private let operation: Operation
  private let mutation: EngineMutation?
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
  /// For the turn or for the lock.
  private(set) var hasWaited = false
  var laterUnlink: SystemRequest?
  var heldDescriptor: CInt = -1
  var openedInode: UInt64 = 0
  var firstVersion: (inode: UInt64, version: SessionVersion)?
  private var temporaries: Set<CInt> = []
  private(set) var descriptorCount = 0

  init(
    _ operation: Operation, _ requests: [HistoryEntry], _ results: [SystemResult], _ mutation: EngineMutation? = nil
  ) {
    self.operation = operation
    self.mutation = mutation
    self.requests = requests
    self.results = results
  }

  var isSuspended: Bool { next != nil }

  var verb: Operation.Verb { operation.verb }

  func isTemporary(_ descriptor: CInt) -> Bool { temporaries.contains(descriptor) }

  private func answer(_ request: SystemRequest) -> SystemResult {
    guard let mutation else { return recorded(request) }
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

  func awaitTurn() -> WaitAnswer? { answer(.turn, .turn) }

  func noteInside(_ isInside: Bool) { if next == nil { self.isInside = isInside } }

  // MARK: - Answered without a step

  func random() -> UInt64 {
    randomCount += 1
    return operation.random(randomCount)
  }

  func forkGeneration() -> UInt32 { 0 }

  func now() -> Timestamp { SimulatedKernel.start.advanced(by: .seconds(-operation.secondsEarlier)) }

  // MARK: - Steps

  private func number(_ request: SystemRequest) -> Int {
    if case .number(let number) = answer(request) { number } else { Int(-Errno.inputOutput) }
  }

  private func status(_ request: SystemRequest) -> StatusResult {
    if case .status(let status) = answer(request) { status } else { StatusResult(result: -Errno.inputOutput) }
  }

  func open(_ name: EntryName, in directory: CInt, for flags: OpenFlags) -> CInt {
    CInt(number(.open(name, directory: directory, flags)))
  }

  func close(_ descriptor: CInt) -> CInt { CInt(number(.close(descriptor))) }

  func read(_ descriptor: CInt, into bytes: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    let request = SystemRequest.read(descriptor, count: bytes.count, offset: offset)
    guard case .bytes(let delivered, let result) = answer(request) else { return Int(-Errno.inputOutput) }
    for index in delivered.indices { bytes[index] = delivered[index] }
    return result
  }

  func write(_ descriptor: CInt, _ bytes: Span<UInt8>, at offset: Int) -> Int {
    number(.write(descriptor, bytes: [UInt8](copying: bytes), offset: offset))
  }

  func truncate(_ descriptor: CInt, to length: Int) -> CInt { CInt(number(.truncate(descriptor, length: length))) }

  func synchronize(_ descriptor: CInt, _ depth: SynchronizationDepth) -> CInt {
    CInt(number(.synchronize(descriptor, depth)))
  }

  func status(of descriptor: CInt) -> StatusResult { status(.statusOf(descriptor)) }

  func status(at name: EntryName, in directory: CInt) -> StatusResult {
    status(.statusAt(name, directory: directory))
  }

  func rename(_ from: EntryName, to: EntryName, in directory: CInt, _ mode: RenameMode) -> CInt {
    CInt(number(.rename(from, to: to, directory: directory, mode)))
  }

  func link(_ from: EntryName, to: EntryName, in directory: CInt) -> CInt {
    CInt(number(.link(from, to: to, directory: directory)))
  }

  func unlink(_ name: EntryName, in directory: CInt) -> CInt {
    let result = CInt(number(.unlink(name, directory: directory)))
    // Who removes the lock file lets the next one in, although it has not yet unlocked: its save is done.
    if case .lock = name, next == nil { isInside = false }
    return result
  }

  func list(_ directory: CInt, _ body: (EntryName?) -> Bool) -> CInt {
    guard case .entries(let entries, let result) = answer(.list(directory: directory)) else {
      return -Errno.inputOutput
    }
    for entry in entries { guard body(entry) else { break } }
    return result
  }

  func lock(_ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) -> CInt {
    CInt(number(.lock(descriptor, kind, mode)))
  }

  func unlock(_ descriptor: CInt, _ kind: LockKind) -> CInt {
    let result = CInt(number(.unlock(descriptor, kind)))
    if next == nil { isInside = false }
    return result
  }

  func holder(of descriptor: CInt, _ kind: LockKind) -> CInt { CInt(number(.holder(descriptor, kind))) }

  func heldDescriptor(of digest: SessionDigest) -> CInt { CInt(number(.heldDescriptor(digest))) }

  func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt { CInt(number(.keep(descriptor, digest))) }

  func generation(of digest: SessionDigest) -> Generation {
    // Nothing is remembered under a word that says somebody is at work.
    if case .word(let word) = answer(.generation(digest)) { Generation(word: word) } else { Generation(word: 1) }
  }

  func note(_ end: ChangeEnd, of digest: SessionDigest) { _ = answer(.note(end, digest)) }

  func recall(_ digest: SessionDigest, in generation: Generation, at now: Timestamp) -> RememberedSession? {
    if case .session(let session) = answer(.recall(digest, generation, now)) { session } else { nil }
  }

  func remember(
    _ digest: SessionDigest, _ session: RememberedSession, in generation: Generation, at now: Timestamp
  ) {
    _ = answer(.remember(digest, session, generation, now))
  }

  func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket {
    ticketCount += 1
    return operation.ticket(ticketCount, for: domain, mode)
  }

  func enterTurn(_ ticket: TurnTicket) -> TurnStep {
    guard case .turn(let step) = answer(.enterTurn(ticket)) else { return .queued }
    // With the turn the attempt begins: who has to wait for the lock keeps it.
    if step == .granted { attemptBegins() }
    return step
  }

  func leaveTurn(_ ticket: TurnTicket) { _ = answer(.leaveTurn(ticket)) }
}
