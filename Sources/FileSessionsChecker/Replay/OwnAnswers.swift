internal import FileSessions

/// What an operation is told of itself, on a real kernel as in the simulation: the same names and the same bytes come of it.
struct OwnAnswers {
  private let operation: Operation
  private var randomCount = 0
  private var ticketCount = 0

  init(_ operation: Operation) { self.operation = operation }

  /// `nil` for a call that the kernel answers.
  mutating func answer(_ request: SystemRequest) -> SystemResult? {
    switch request {
    case .now: return .time(SimulatedKernel.start.advanced(by: .seconds(-operation.secondsEarlier)))
    case .forkGeneration: return .word(0)
    case .random:
      randomCount += 1
      return .word(operation.random(randomCount))
    default: return nil
    }
  }

  mutating func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket {
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
