#if Hummingbird
/// Which requests move a session's idle deadline on.
///
/// Moves are coalesced: within a twentieth of the idle lifetime after the last one, nothing is written and no cookie sent.
public enum SessionRefresh: Hashable, Sendable {
  /// Those that edit it.
  case onChange
  /// Those that look at it, too.
  case onAccess
  /// All that carry its cookie, whether the handler looks at it or not: each is a load. (Django calls this
  /// SESSION_SAVE_EVERY_REQUEST; there it is a save.)
  case saveEveryRequest
}
#endif
