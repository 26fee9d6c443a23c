package enum RenameMode: Hashable, Sendable {
  case replace
  case noReplace
  case exchange
}
