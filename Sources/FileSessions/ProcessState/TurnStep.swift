package enum TurnStep: Hashable, Sendable {
  case granted
  case queued
}
