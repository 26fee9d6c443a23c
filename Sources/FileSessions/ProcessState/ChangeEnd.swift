/// The two ends of a change.
package enum ChangeEnd: Hashable, Sendable {
  case begins
  case ends
}
