package enum SynchronizationDepth: Hashable, Sendable {
  /// `fdatasync`: the bytes and what is needed to read them.
  case data
  /// `fsync`: for a directory, its entries.
  case everything
}
