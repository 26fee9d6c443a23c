/// What a sweep did with one entry.
package enum SweepOutcome: Hashable, Sendable {
  /// A live session, or an entry that is somebody else's.
  case kept
  /// Somebody holds its lock: it is in use.
  case busy
  /// An expired session, removed.
  case removed
  /// A damaged session file, set aside.
  case corrupt
  /// Litter of a process that was killed, removed.
  case reclaimed
}
