internal import CFileSessions
internal import Dispatch
internal import Synchronization

/// The local lock queue of this process and those who wait in it.
///
/// The queue decides; this class only suspends tasks and parks threads until it has decided for them.
///
/// 1. A ticket is in one of three states: in no table (holding, or gone), waiting without a waker yet (`parked` has
///    `nil`), or waiting with one. A grant that comes before the waker finds the ticket and removes it; the waker
///    then sees that it is gone from the table and goes on at once.
/// 2. At the most one timer is armed, for the earliest deadline. A timer per wait would be a queue of its own.
package final class LocalLockTable: Sendable {
  package enum End: Sendable {
    case granted
    case timedOut
    case cancelled
  }

  private enum Waker {
    case task(CheckedContinuation<End, Never>)
    case thread(Parking)
  }

  private struct Waiter {
    var waker: Waker?
    var deadline: MonotonicTime
  }

  private struct State {
    var queue = LocalLockQueue()
    var parked: [LocalLockRequest: Waiter] = [:]
    var timer: MonotonicTime?
    /// The domains whose holder of the local lock waits for another process.
    var outside: Set<LockDomain> = []
    var forkCount: UInt32 = file_sessions_fork_count()
  }

  private let state = Mutex(State())
  private let nextNumber = Atomic<UInt64>(0)

  package init() {}

  package func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest {
    LocalLockRequest(domain: domain, mode: mode, number: nextNumber.wrappingAdd(1, ordering: .relaxed).newValue)
  }

  // MARK: - The steps of the seam

  package func enter(_ ticket: LocalLockRequest) -> LocalLockAnswer {
    state.withLock { state in
      Self.discardAfterFork(&state)
      let step = state.queue.enter(ticket)
      assert(state.parked[ticket] == nil, "a ticket is in one state")
      if step == .queued { state.parked[ticket] = Waiter(waker: nil, deadline: .distantFuture) }
      return step
    }
  }

  package func leave(_ ticket: LocalLockRequest) {
    let wakers = state.withLock { state -> [Waker] in
      Self.discardAfterFork(&state)
      let granted = state.queue.leave(ticket)
      // Who leaves without having waited was never parked with a waker.
      if state.parked.isEmpty { return [] }
      assert(state.parked[ticket]?.waker == nil, "nobody leaves who is still to be woken")
      state.parked[ticket] = nil
      return granted.compactMap { state.parked.removeValue(forKey: $0)?.waker }
    }
    for waker in wakers { Self.wake(waker, .granted) }
  }

  // MARK: - Who is waited for

  /// Says that the holder of a domain's local lock waits for another process, or no longer does.
  package func note(_ domain: LockDomain, waitsOutside: Bool) {
    state.withLock { state in
      if waitsOutside { state.outside.insert(domain) } else { state.outside.remove(domain) }
    }
  }

  /// Whether who waits for a local lock waits, in the end, for another process.
  package func waitsOutside(_ domain: LockDomain) -> Bool { state.withLock { $0.outside.contains(domain) } }

  /// In a forked child the holders and waiters are the parent's; none of them runs here.
  private static func discardAfterFork(_ state: inout State) {
    let forkCount = file_sessions_fork_count()
    guard forkCount != state.forkCount else { return }
    state = State()
    state.forkCount = forkCount
  }

  // MARK: - Waiting

  /// Suspends the task until its ticket is granted, the deadline has passed or the task is cancelled. In the last two
  /// cases the ticket has left the queue.
  package func wait(_ ticket: LocalLockRequest, until deadline: MonotonicTime) async -> End {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        park(ticket, until: deadline, .task(continuation))
      }
    } onCancel: {
      giveUp(ticket, .cancelled)
    }
  }

  /// The same for a thread.
  package func waitBlocking(_ ticket: LocalLockRequest, until deadline: MonotonicTime) -> End {
    let parking = Parking()
    park(ticket, until: deadline, .thread(parking))
    // Not by the timer: it needs a Dispatch thread, and all of those may be parked here.
    if let end = parking.wait(until: deadline) { return end }
    giveUp(ticket, .timedOut)
    return parking.wait()
  }

  private func park(_ ticket: LocalLockRequest, until deadline: MonotonicTime, _ waker: Waker) {
    let end = state.withLock { state -> End? in
      guard let waiter = state.parked[ticket] else { return .granted }
      assert(waiter.waker == nil, "a ticket is waited for once")
      // Cancelled before it could be parked.
      if waiter.deadline == .distantPast {
        state.parked[ticket] = nil
        return .cancelled
      }
      state.parked[ticket] = Waiter(waker: waker, deadline: deadline)
      arm(&state, for: deadline)
      return nil
    }
    guard let end else { return }
    if end == .cancelled { leave(ticket) }
    Self.wake(waker, end)
  }

  private func giveUp(_ ticket: LocalLockRequest, _ end: End) {
    let waker = state.withLock { state -> Waker? in
      guard let waiter = state.parked[ticket] else { return nil }
      guard let waker = waiter.waker else {
        state.parked[ticket]?.deadline = .distantPast
        return nil
      }
      state.parked[ticket] = nil
      return waker
    }
    guard let waker else { return }
    leave(ticket)
    Self.wake(waker, end)
  }

  private static func wake(_ waker: Waker, _ end: End) {
    switch waker {
    case .task(let continuation): continuation.resume(returning: end)
    case .thread(let parking): parking.wake(end)
    }
  }

  // MARK: - Deadlines

  private func arm(_ state: inout State, for deadline: MonotonicTime) {
    guard deadline != .distantFuture else { return }
    if let timer = state.timer, timer <= deadline { return }
    state.timer = deadline
    let delay = max(0, deadline.nanoseconds - MonotonicTime.now.nanoseconds)
    DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: delay))) { [weak self] in
      self?.expire(deadline)
    }
  }

  private func expire(_ timer: MonotonicTime) {
    let late = state.withLock { state -> [LocalLockRequest] in
      let now = MonotonicTime.now
      if state.timer == timer { state.timer = nil }
      let late = state.parked.filter { $0.value.waker != nil && $0.value.deadline <= now }.map(\.key)
      let rest = state.parked.values.lazy.filter { $0.waker != nil && $0.deadline > now }.map(\.deadline)
      if let next = rest.min() {
        arm(&state, for: next)
        assert(next == .distantFuture || state.timer.map { $0 <= next } == true, "a timer is armed for the earliest")
      }
      return late
    }
    for ticket in late { giveUp(ticket, .timedOut) }
  }
}

/// A thread that sleeps until it is woken once.
private final class Parking: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let end = Mutex<LocalLockTable.End>(.granted)

  func wake(_ end: LocalLockTable.End) {
    self.end.withLock { $0 = end }
    semaphore.signal()
  }

  func wait() -> LocalLockTable.End {
    semaphore.wait()
    return end.withLock { $0 }
  }

  /// `nil` where the deadline comes first.
  func wait(until deadline: MonotonicTime) -> LocalLockTable.End? {
    guard deadline != .distantFuture else { return wait() }
    let left = max(0, deadline.nanoseconds - MonotonicTime.now.nanoseconds)
    guard semaphore.wait(timeout: .now() + .nanoseconds(Int(clamping: left))) == .success else { return nil }
    return end.withLock { $0 }
  }
}
