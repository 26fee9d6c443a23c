internal import Synchronization

/// Workspaces that are not in use. One operation has one workspace for itself.
///
/// The first few stand in places that are taken by one exchange of a flag; who finds them all taken goes to a list.
final class WorkspacePool: Sendable {
  private final class Entry: Sendable {
    let isTaken = Atomic(false)
    let workspace: Workspace
    init(_ number: Int) { workspace = Workspace(place: number) }
  }

  /// More than the cores of most machines run at once.
  private static var limit: Int { 64 }

  private let places = (0..<4).map { Entry($0) }
  private let free = Mutex<[Workspace]>([])

  func take() -> Workspace {
    for place in places where !place.isTaken.load(ordering: .relaxed) {
      if !place.isTaken.exchange(true, ordering: .acquiring) { return place.workspace }
    }
    return free.withLock { $0.popLast() } ?? Workspace()
  }

  func give(_ workspace: Workspace) {
    workspace.trim()
    if let place = workspace.place { return places[place].isTaken.store(false, ordering: .releasing) }
    free.withLock { if $0.count < Self.limit { $0.append(workspace) } }
  }
}
