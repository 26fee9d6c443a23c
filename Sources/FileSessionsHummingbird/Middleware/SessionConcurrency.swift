#if Hummingbird
/// What happens where two requests change one session at the same time.
public enum SessionConcurrency: Hashable, Sendable {
  /// Nobody waits while the handler runs. At its end the value is saved if it is still the version that the handler saw;
  /// if not, the request's edits are made once more, on the value that is there now, under the lock. Both edits are kept.
  case optimistic
  /// The session is locked from before the handler until its edits are saved: requests of one session run one after the
  /// other. For handlers that must see what the one before did. Both edits are kept.
  ///
  /// Read the body first: whoever sends it slowly holds the lock for so long. With striped strategies that lock is other
  /// users' as well.
  case exclusive
  /// The value is saved as this handler has it, whatever others have saved meanwhile. Their edits may be lost.
  case lastWriterWins
}
#endif
