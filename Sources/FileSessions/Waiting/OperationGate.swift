internal import Synchronization

/// Counts the operations in flight, so that `close` can wait for them and refuse new ones.
///
/// 1. The lowest bit says closed; the count is in the others.
/// 2. Who closes is resumed by the last operation to leave, once.
final class OperationGate: Sendable {
  private let state = Atomic<Int>(0)
  private let closers = Mutex<[CheckedContinuation<Void, Never>]>([])

  func enter() throws(SessionError) {
    let before = state.add(2, ordering: .acquiring).oldValue
    guard before & 1 == 0 else {
      leave()
      throw SessionError(.closed, "the store was closed; make a new one")
    }
  }

  func leave() {
    guard state.subtract(2, ordering: .releasing).newValue == 1 else { return }
    let waiting = closers.withLock { closers in
      defer { closers = [] }
      return closers
    }
    for closer in waiting { closer.resume() }
  }

  /// Whether what comes is refused.
  var isRefusing: Bool { state.load(ordering: .acquiring) & 1 == 1 }

  /// Refuses what comes.
  func refuse() { state.bitwiseOr(1, ordering: .acquiringAndReleasing) }

  /// Refuses what comes and waits for what is there.
  func close() async {
    refuse()
    await withCheckedContinuation { continuation in
      closers.withLock { $0.append(continuation) }
      // One more pass through the gate: if nobody is inside, this is the one that resumes.
      state.add(2, ordering: .acquiring)
      leave()
    }
  }
}
