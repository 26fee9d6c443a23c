/// What a lock is taken for.
package enum Purpose: Hashable, Sendable {
  /// To look at a session: the lock of the strategy's readers, shared where they take none.
  case examine
  /// To change a session that has to exist: an exclusive lock.
  case change
  /// To make a session or change the one there is: an exclusive lock.
  case establish
}
