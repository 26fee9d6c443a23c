/// How a deletion of one id ended.
package enum Deletion: Hashable, Sendable {
  case done
  /// There was no such session.
  case wasAbsent
  /// The id was rotated: the new session has to go first. A deletion that began with the old one and was killed would
  /// leave the new one for good, with nobody who knows its id.
  case successorFirst(SessionDigest)
}
