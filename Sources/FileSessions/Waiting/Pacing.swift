/// How long to wait between two attempts at a kernel lock that another process holds.
///
/// Linux has no file lock with a timeout, and a thread that blocks in flock(2) cannot be cancelled. So the lock is
/// tried without blocking, in growing intervals: from 50 us, doubled, a quarter more or less by chance so that waiters
/// do not march in step, and never more than 2 ms: a try costs a microsecond.
package struct Pacing: Sendable {
  package enum Step: Equatable, Sendable {
    case again
    case pause(Duration)
    case timedOut
  }

  private static var first: Int64 { 50_000 }
  private static var longest: Int64 { 2_000_000 }

  private let deadline: MonotonicTime
  private var interval = first
  private var changes = 0

  package init(deadline: MonotonicTime) { self.deadline = deadline }

  package mutating func next(after reason: WaitReason, at now: MonotonicTime) -> Step {
    if case .changed = reason {
      // Somebody else made progress. Only if that goes on and on is it worth a pause.
      changes += 1
      if changes % 64 != 0 { return now < deadline ? .again : .timedOut }
    }
    guard now < deadline else { return .timedOut }
    let jitter = Int64.random(in: -interval / 4...interval / 4)
    let pause = min(interval + jitter, deadline.nanoseconds - now.nanoseconds)
    interval = min(interval * 2, Self.longest)
    return .pause(.nanoseconds(pause))
  }
}
