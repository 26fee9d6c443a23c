package enum WaitReason: Hashable, Sendable {
  /// Somebody else holds the lock.
  case lockHeld
  /// The file was replaced or removed between its opening and its lock: look again at once.
  case changed
}
