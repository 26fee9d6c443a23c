/// What one run of a verb goes by, whichever the verb.
///
/// `localLock` is `granted` from the grant to `Engine.leave`. While somebody waits for it it is `none`: one that is not
/// granted has left the queue by the time the wait is over.
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
  /// Between two tries at a lock; `nil` while there is nothing to try: none was asked for, or it was granted.
  var pacing: Pacing?
  /// Whether another process is waited for.
  private(set) var waitsOutside = false
  /// Since when a lock was waited for that another process held, until somebody is told.
  private var waitedSince: MonotonicTime?
  /// Nanoseconds; for each lock of the verb.
  private let timeout: Int64
  private let waits: WaitTable?
  private let localLocks: LocalLockTable?

  package init(_ digest: SessionDigest, _ workspace: Workspace, timeout: Int64 = .max) {
    self.init(digest, workspace, timeout: timeout, waits: nil, localLocks: nil)
  }

  /// - Parameters:
  ///   - timeout: nanoseconds.
  ///   - waits: told who waits, and who was granted a lock, where processes share that.
  ///   - localLocks: told who waits for another process.
  init(
    _ digest: SessionDigest, _ workspace: Workspace, timeout: Int64, waits: WaitTable?, localLocks: LocalLockTable?
  ) {
    (self.digest, self.workspace, self.timeout, self.waits) = (digest, workspace, timeout, waits)
    self.localLocks = localLocks
  }

  var deadline: MonotonicTime { start.advanced(byNanoseconds: timeout) }

  /// Proof that the local lock is granted.
  var grant: LocalLockGrant {
    precondition(localLock == .granted, "a phase was begun without the local lock")
    return LocalLockGrant(granted: ticket)
  }

  /// The local lock is about to be asked for, by a verb that waits for it. The clock is the one of waits: no verb
  /// decides by it.
  mutating func ask(_ ticket: LocalLockRequest) {
    self.ticket = ticket
    start = .now
    renewPacing()
  }

  /// By a verb that does not.
  mutating func ask(once ticket: LocalLockRequest) { self.ticket = ticket }

  mutating func renewPacing() { pacing = Pacing(deadline: deadline, ticket, waits) }

  /// Another process holds the lock.
  mutating func beginWaitOutside() {
    guard !waitsOutside else { return }
    waitsOutside = true
    waitedSince = start
    localLocks?.note(ticket.domain, waitsOutside: true)
  }

  /// The lock was granted. Said once, while it is still held.
  mutating func granted() {
    pacing.take()?.granted()
    endWaitOutside()
  }

  /// It never will be.
  mutating func endWaitOutside() {
    guard waitsOutside else { return }
    waitsOutside = false
    localLocks?.note(ticket.domain, waitsOutside: false)
  }

  /// - Returns: since when a lock was waited for, once.
  mutating func takeWait() -> MonotonicTime? { waitedSince.take() }

  mutating func left() {
    localLock = .none
    waits?.released(WaitTable.row(of: ticket.domain))
  }
}
