/// How a look without a lock ended.
package enum UnlockedReading: Hashable, Sendable {
  case settled(RecordState)
  /// It takes the lock to tell: a slot is being written or was torn, the file was replaced, or the record is past a
  /// deadline that a touch may just have moved.
  case unsettled
}
