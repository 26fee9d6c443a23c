/// What a look at an entry, without a lock, says of it.
package enum SweepFinding: Sendable {
  /// A session that is kept.
  case kept
  /// Nothing to be swept, and nothing to be counted.
  case ignored
  /// A damaged file that was set aside before.
  case setAside
}
