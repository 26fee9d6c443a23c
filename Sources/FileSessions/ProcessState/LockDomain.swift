/// What one kernel lock protects, as this process sees it.
package enum LockDomain: Hashable, Sendable {
  /// Nothing: without a lock, threads race as processes do, and take no turns.
  case nothing
  /// A session with a lock of its own.
  case session(SessionDigest)
  /// The sessions that share a lock file.
  case stripe(UInt16)
  /// A byte of the one lock file.
  case byte(Int64)
}
