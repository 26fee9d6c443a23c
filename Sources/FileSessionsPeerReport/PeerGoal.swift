#if CommandLineTool
/// Something that was aimed at, and what was reached.
package struct PeerGoal: Codable, Hashable, Sendable {
  package enum State: String, Codable, Sendable {
    case met, missed
    case notMeasured = "not_measured"
  }

  package var filesystem: String
  package var text: String
  /// The figure, with what it is held against; or why there is none.
  package var found: String
  package var state: State

  package init(filesystem: String, text: String, found: String, state: State) {
    self.filesystem = filesystem
    self.text = text
    self.found = found
    self.state = state
  }
}
#endif
