#if Hummingbird
import FileSessions
import Testing

/// The stores that the tests run over.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case slots, lockFileRename, memory

  static let files: [StoreKind] = [.slots, .lockFileRename]

  var testDescription: String { rawValue }

  /// `nil` in memory.
  var strategy: FileSessionStore.Strategy? {
    switch self {
    case .slots: FileSessionStore.Strategy.slots
    case .lockFileRename: FileSessionStore.Strategy.lockFileRename
    case .memory: nil
    }
  }

  func open(clock: SessionClock = .system) throws -> OpenStore {
    guard let strategy else {
      return OpenStore(store: MemorySessionStore(lockTimeout: .seconds(600), clock: clock), place: nil) { $0 }
    }
    let place = try Place()
    let configuration = place.configuration(strategy, clock)
    let store = try FileSessionStore(directory: place.path, configuration: configuration)
    return OpenStore(store: store, place: place) { _ in
      try FileSessionStore(directory: place.path, configuration: configuration)
    }
  }

  /// A store whose waiting can be seen. Not for `memory`.
  func openWatched() throws -> WatchedStore {
    let place = try Place()
    let strategy = try #require(strategy)
    return try WatchedStore(directory: place.path, configuration: place.configuration(strategy, .system))
  }
}

struct OpenStore: Sendable {
  let store: any SessionStore
  /// `nil` in memory.
  let place: Place?
  private let reopen: @Sendable (any SessionStore) throws -> any SessionStore

  init(
    store: any SessionStore, place: Place?,
    reopen: @escaping @Sendable (any SessionStore) throws -> any SessionStore
  ) {
    self.store = store
    self.place = place
    self.reopen = reopen
  }

  /// Another store on the same sessions: to the kernel it is a stranger, as another process would be. In memory there
  /// is only the one.
  func another() throws -> any SessionStore { try reopen(store) }
}
#endif
