internal import FileSessions
internal import Synchronization

/// Lets an operation run through, alone, and gives it up where it would have to wait.
final class ObserverStepper: OperationStepper {
  private let own: Mutex<OwnAnswers>
  private let waits = Mutex(false)

  init(_ operation: Operation) { own = Mutex(OwnAnswers(operation)) }

  /// Whether it met a lock that somebody holds.
  var hadToWait: Bool { waits.withLock { $0 } }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    own.withLock { $0.answer(request) } ?? perform(request).inOrder
  }

  func pause(_ reason: WaitReason) -> WaitAnswer? {
    guard reason == .lockHeld else { return .goesOn }
    waits.withLock { $0 = true }
    return nil
  }

  func awaitTurn() -> WaitAnswer? { .goesOn }

  func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket? { own.withLock { $0.ticket(for: domain, mode) } }
  func noteInside(_ isInside: Bool) {}
}
