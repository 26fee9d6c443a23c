internal import FileSessions

/// A fault that is put into the store on purpose: a run in which it goes unnoticed proves nothing.
package enum PlantedFault: String, CaseIterable, Codable, Sendable {
  /// No durability at all, held to what `full` promises.
  case durabilityNone = "durability none, held to full"
  case allSyncs = "no sync does anything"
  case saveFile = "save without the file's sync"
  case update = "update without its syncs"
  case deadline = "touch without its syncs"
  case put = "put without its syncs"
  case createDirectory = "create without the directory's sync"
  case outgrowDirectory = "outgrowing save without the directory's sync"
  case rotateDirectory = "rotate without the directory's sync"
  case delete = "delete without its sync"

  func leavesOut(_ depth: SynchronizationDepth, in verb: String) -> Bool {
    switch self {
    case .durabilityNone: false
    case .allSyncs: true
    case .saveFile: depth == .data && verb == Trace.save
    case .update: verb == Trace.update
    case .deadline: verb == Trace.touch
    case .put: verb == Trace.put
    case .createDirectory: depth == .everything && verb == Trace.create
    case .outgrowDirectory: depth == .everything && verb == Trace.outgrow
    case .rotateDirectory: depth == .everything && verb.hasPrefix(Trace.rotate)
    case .delete: verb == Trace.delete
    }
  }

  /// Whether a verb lacks a sync.
  func concerns(_ verb: String) -> Bool { leavesOut(.data, in: verb) || leavesOut(.everything, in: verb) }

  /// Why a file system hides it: it keeps more than it has to.
  func masked(on fileSystem: PowerFileSystem, _ strategy: FileSessionStore.Strategy) -> String? {
    switch self {
    case .createDirectory where strategy == .slots:
      "the sync of a new file's content makes its name durable too"
    case .rotateDirectory where strategy == .slots && fileSystem == .btrfs:
      "btrfs logs the new name of a file that was synced, and the next sync of any file takes it along"
    default: nil
    }
  }
}
