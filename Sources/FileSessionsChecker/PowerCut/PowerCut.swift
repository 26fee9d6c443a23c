internal import FileSessions

/// On what the power fails, and what the store was asked to make of its writes.
struct PowerCut: Hashable, Sendable {
  var fileSystem: FileSessionStore.FileSystemModel
  var durability: FileSessionStore.Durability

  /// `ext4, full`
  var name: String { "\(fileSystem.rawValue), \(durability)" }
}
