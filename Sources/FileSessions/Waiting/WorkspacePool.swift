internal import Synchronization

/// Workspaces that are not in use. One operation has one workspace for itself.
final class WorkspacePool: Sendable {
  /// More than the cores of most machines run at once.
  private static var limit: Int { 64 }

  private let free = Mutex<[Workspace]>([])

  func take() -> Workspace { free.withLock { $0.popLast() } ?? Workspace() }

  func give(_ workspace: Workspace) {
    workspace.trim()
    free.withLock { if $0.count < Self.limit { $0.append(workspace) } }
  }
}
