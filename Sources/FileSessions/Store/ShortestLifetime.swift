internal import Synchronization

/// The shortest lifetime that this store has given a session, in nanoseconds.
///
/// A sweep does not open a file that was changed less than this long ago: the time of the change, which the listing
/// gives, is enough. What expires sooner all the same (an absolute deadline, a grace period, a lifetime that another
/// process gave) is swept when it is this old. It counts as expired in time nevertheless, since reads enforce that.
final class ShortestLifetime: Sendable {
  private let nanoseconds: Atomic<Int64>

  init(_ lifetime: SessionLifetime) { nanoseconds = Atomic(Self.length(of: lifetime)) }

  func note(_ lifetime: SessionLifetime?) {
    if let lifetime { nanoseconds.min(Self.length(of: lifetime), ordering: .relaxed) }
  }

  var duration: Duration { .nanoseconds(nanoseconds.load(ordering: .relaxed)) }

  private static func length(of lifetime: SessionLifetime) -> Int64 {
    let idle = lifetime.idle?.clampedNanoseconds ?? .max
    let absolute = lifetime.absolute?.clampedNanoseconds ?? .max
    return max(0, min(idle, absolute))
  }
}
