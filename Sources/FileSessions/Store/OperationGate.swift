internal import Synchronization

/// Counts the operations in flight, so that `close` can wait for them and refuse new ones.
///
/// 1. The lowest bit says closed, the next one that the directory is lost; the count is in the others.
/// 2. Who closes is resumed by the last operation to leave, once.
final class OperationGate: Sendable {
  enum Entry: Sendable { case open, lost, closed }

  private static var closed: Int { 1 }
  private static var lost: Int { 2 }
  private static var one: Int { 4 }

  private let state = Atomic<Int>(0)
  private let closers = Mutex<[CheckedContinuation<Void, Never>]>([])

  /// Who is let in leaves once; who is not has left already.
  func enter() -> Entry {
    let before = state.add(Self.one, ordering: .acquiring).oldValue
    if before & (Self.closed | Self.lost) == 0 { return .open }
    leave()
    return before & Self.closed != 0 ? .closed : .lost
  }

  func leave() {
    let now = state.subtract(Self.one, ordering: .releasing).newValue
    guard now < Self.one, now & Self.closed != 0 else { return }
    let waiting = closers.withLock { closers in
      defer { closers = [] }
      return closers
    }
    for closer in waiting { closer.resume() }
  }

  /// Whether what comes is refused for good.
  var isRefusing: Bool { state.load(ordering: .acquiring) & Self.closed != 0 }

  /// Whether the directory is lost.
  var isLost: Bool { state.load(ordering: .relaxed) & Self.lost != 0 }

  /// - Returns: whether that is new.
  func setLost(_ isLost: Bool) -> Bool {
    let before =
      isLost
      ? state.bitwiseOr(Self.lost, ordering: .acquiringAndReleasing).oldValue
      : state.bitwiseAnd(~Self.lost, ordering: .acquiringAndReleasing).oldValue
    return (before & Self.lost != 0) != isLost
  }

  /// Refuses what comes.
  func refuse() { state.bitwiseOr(Self.closed, ordering: .acquiringAndReleasing) }

  /// Refuses what comes and waits for what is there.
  func close() async {
    refuse()
    await withCheckedContinuation { continuation in
      closers.withLock { $0.append(continuation) }
      // One more pass through the gate: if nobody is inside, this is the one that resumes.
      state.add(Self.one, ordering: .acquiring)
      leave()
    }
  }
}
