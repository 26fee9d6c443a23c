#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting

/// A persist driver over a store whose clock a test moves.
struct OpenDriver: Sendable {
  let driver: FileSessionsPersistDriver
  let store: any SessionStore
  let clock: ManualClock
  let log: LogCapture
}

extension StoreKind {
  func openDriver(
    removal: FileSessionsPersistDriver.Removal = .final(), maximumLifetime: Duration? = .seconds(1000)
  ) throws -> OpenDriver {
    let (clock, log) = (ManualClock(), LogCapture())
    let store = try open(clock: clock.sessionClock).store
    let driver = FileSessionsPersistDriver(
      store, removal: removal, maximumLifetime: maximumLifetime, clock: clock.sessionClock, logger: log.logger)
    return OpenDriver(driver: driver, store: store, clock: clock, log: log)
  }
}

extension FileSessionsPersistDriver {
  /// The string under a key.
  func text(_ key: String) async throws -> String? { try await get(key: key, as: String.self) }
}
#endif
