package enum LocalLockAnswer: Hashable, Sendable {
  case granted
  case queued
}
