/// What a lock is taken for.
package enum RecordAccess: Hashable, Sendable {
  /// To look at a session: the lock of the strategy's readers, shared where they take none.
  case read
  /// To change a session that has to exist: an exclusive lock.
  case modify
  /// To make a session or change the one there is: an exclusive lock.
  case create
}
