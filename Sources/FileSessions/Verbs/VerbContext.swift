/// What one run of a verb goes by, whichever the verb.
///
/// 1. `localLock` is `granted` from the grant to `Engine.leave`. While somebody waits for it it is `none`: one that is
///    not granted has left the queue by the time the wait is over.
package struct VerbContext: ~Copyable {
  package enum LocalLock: Hashable, Sendable {
    case none
    /// In the queue; nobody waits for it yet.
    case queued
    case granted
    /// The caller's own closure holds it, and would wait for itself.
    case ownedByCaller
  }

  package enum Device: Hashable, Sendable {
    case notAsked
    /// This step runs where it may wait for the device.
    case granted
    /// There was no thread for it in time.
    case refused
  }

  /// The session; of a rotated id that is followed, the one that it leads to.
  package var digest: SessionDigest
  package let workspace: Workspace
  package var localLock = LocalLock.none
  package var device = Device.notAsked
  /// Of the local lock that was asked for last.
  package private(set) var ticket = LocalLockRequest(domain: .nothing, mode: .exclusive, number: 0)
  package private(set) var start = MonotonicTime.distantPast
  var isAsked: Bool { start != .distantPast }
  /// Between two tries at a lock; of the local lock that was asked for last.
  var pacing: Pacing?
  /// Whether another process is waited for.
  var waitsOutside = false
  /// Nanoseconds; for each lock of the verb.
  private let timeout: Int64
  private let waits: WaitTable?

  package init(_ digest: SessionDigest, _ workspace: Workspace, timeout: Int64 = .max) {
    self.init(digest, workspace, timeout: timeout, waits: nil)
  }

  init(_ digest: SessionDigest, _ workspace: Workspace, timeout: Int64, waits: WaitTable?) {
    (self.digest, self.workspace, self.timeout, self.waits) = (digest, workspace, timeout, waits)
  }

  var deadline: MonotonicTime { start.advanced(byNanoseconds: timeout) }

  /// The local lock is about to be asked for, by a verb that waits for it.
  mutating func ask(_ ticket: LocalLockRequest) {
    self.ticket = ticket
    start = .now
    pacing = Pacing(deadline: deadline, ticket, waits)
  }

  /// By a verb that does not.
  mutating func ask(once ticket: LocalLockRequest) { self.ticket = ticket }

  mutating func left() {
    localLock = .none
    waits?.released(WaitTable.row(of: ticket.domain))
  }
}
