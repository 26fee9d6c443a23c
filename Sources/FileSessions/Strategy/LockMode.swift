package enum LockMode: Hashable, Sendable {
  case shared
  case exclusive
}
