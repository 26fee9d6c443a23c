internal import Dispatch
internal import FileSessions

/// Stops one operation before each of its calls, says which call that is, and makes it when it is told to.
///
/// A read or a write is made in the simulation's pieces, each when it is told to: what others do between two of them
/// happens there on a real kernel as well, without luck.
final class ClientStepper: OperationStepper, @unchecked Sendable {
  // @unchecked: made for one operation, on the thread of its client.
  private let client: Int
  private let localLocks: LocalLockTable
  private let go: ProceedMessage
  private let output: ReportOutput
  private let directory: CInt
  private var own: DeterministicAnswers
  private var isInside = false
  private var ticket: LocalLockRequest?

  init(
    _ operation: Operation, _ localLocks: LocalLockTable, _ go: ProceedMessage, _ output: ReportOutput,
    _ directory: CInt
  ) {
    client = operation.client
    (self.localLocks, self.go, self.output, self.directory) = (localLocks, go, output, directory)
    own = DeterministicAnswers(operation)
  }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    if let answer = own.answer(request) { return answer }
    if case .requestLocalLock(let ticket) = request { self.ticket = ticket }
    let text = Wire.text(request) { $0 == directory ? "directory" : "\($0)" }
    output.report(.call, of: client, [isInside ? "inside" : "outside", text, Describe.text(request)])
    let result: SystemResult
    switch request {
    case .read(let descriptor, let count, let offset):
      result = read(descriptor, offset..<offset + count, perform)
    case .write(let descriptor, let bytes, let offset): result = write(descriptor, bytes, offset, perform)
    default:
      go.wait()
      result = perform(request).inOrder
    }
    output.report(.result, of: client, [Wire.text(result)])
    // As in `HistorySystem`: who removes the lock file lets the next one in.
    switch request {
    case .unlock, .unlink(.lock, _): isInside = false
    default: break
    }
    return result
  }

  private func read(
    _ descriptor: CInt, _ range: Range<Int>, _ perform: (SystemRequest) -> SystemResult
  ) -> SystemResult {
    var (delivered, start): ([UInt8], Int) = ([], range.lowerBound)
    while true {
      go.wait()
      let stop = min(range.upperBound, Cuts.two.end(after: start))
      let answer = perform(.read(descriptor, count: stop - start, offset: start))
      guard case .bytes(let piece, let result) = answer, result >= 0 else { return answer }
      delivered += piece
      let isLast = piece.count < stop - start || stop == range.upperBound
      let soFar = SystemResult.bytes(delivered, result: delivered.count)
      if isLast { return soFar }
      start = stop
      output.report(.part, of: client, [Wire.text(soFar)])
    }
  }

  private func write(
    _ descriptor: CInt, _ bytes: [UInt8], _ offset: Int, _ perform: (SystemRequest) -> SystemResult
  ) -> SystemResult {
    var start = offset
    let end = offset + bytes.count
    while true {
      go.wait()
      let stop = min(end, Cuts.two.end(after: start))
      let piece = Array(bytes[start - offset..<stop - offset])
      let answer = perform(.write(descriptor, bytes: piece, offset: start))
      guard answer == .number(piece.count) else { return answer }
      if stop == end { return .number(bytes.count) }
      start = stop
      output.report(.part, of: client, [Wire.text(.number(stop - offset))])
    }
  }

  // MARK: - Waiting

  func pause(_ reason: WaitReason) -> WaitAnswer? {
    output.report(.pause, of: client, ["\(reason)"])
    return .goesOn
  }

  func awaitLocalLock() -> WaitAnswer? {
    output.report(.queued, of: client, [])
    if let ticket { _ = localLocks.waitBlocking(ticket, until: .distantFuture) }
    return .goesOn
  }

  func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest? { own.ticket(for: domain, mode) }

  func noteInside(_ isInside: Bool) { self.isInside = isInside }
}

/// The controller's word that a client may make its next step.
final class ProceedMessage: Sendable {
  private let permitted = DispatchSemaphore(value: 0)

  func give() { permitted.signal() }
  func wait() { permitted.wait() }
}

/// What an operation's steps on the real kernel are given to.
protocol OperationStepper: CallInterceptor {
  /// - Returns: `nil` where the operation does not go on.
  func pause(_ reason: WaitReason) -> WaitAnswer?
  func awaitLocalLock() -> WaitAnswer?
  func noteInside(_ isInside: Bool)
}

/// The real kernel, stepped: what an operation runs on in a client's process.
extension InterceptedSystem: SteppedSystem where Base == Kernel, Interceptor: OperationStepper {
  func attemptBegins() {}
  func pause(_ reason: WaitReason, continues: Bool) -> WaitAnswer? { interceptor.pause(reason) }
  func awaitLocalLock() -> WaitAnswer? { interceptor.awaitLocalLock() }
  func noteInside(_ isInside: Bool) { interceptor.noteInside(isInside) }
  var isSuspended: Bool { false }
}

/// What an operation is told of itself, on a real kernel as in the simulation: the same names and the same bytes come
/// of it.
struct DeterministicAnswers {
  private let operation: Operation
  private var randomCount = 0
  private var ticketCount = 0

  init(_ operation: Operation) { self.operation = operation }

  /// `nil` for a call that the kernel answers.
  mutating func answer(_ request: SystemRequest) -> SystemResult? {
    switch request {
    case .now: return .time(SimulatedKernel.start.advanced(by: .seconds(-operation.secondsEarlier)))
    case .forkCount: return .word(0)
    case .random:
      randomCount += 1
      return .word(operation.random(randomCount))
    default: return nil
    }
  }

  mutating func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest {
    ticketCount += 1
    return operation.ticket(ticketCount, for: domain, mode)
  }
}

extension SystemResult {
  /// A directory's entries in the simulation's order. A kernel promises none.
  var inOrder: SystemResult {
    guard case .entries(let entries, let result) = self else { return self }
    return .entries(entries.sorted { $0?.description ?? "" < $1?.description ?? "" }, result: result)
  }
}
