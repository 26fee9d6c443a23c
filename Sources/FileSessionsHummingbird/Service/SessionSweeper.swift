#if Hummingbird
public import FileSessions
public import Logging
public import ServiceLifecycle

/// Sweeps a store from time to time, until the server shuts down gracefully or its task is cancelled.
///
/// ```swift
/// let app = Application(router: router, services: [SessionSweeper(store, logger: logger)])
/// ```
///
/// One process per directory is enough; more do no harm. Expiry does not depend on it: reads enforce that.
public struct SessionSweeper: Service {
  private let store: any SessionStore
  private let interval: Duration
  private let logger: Logger

  /// A sweeper, which begins when the application runs its services.
  /// - Parameters:
  ///   - store: what is swept.
  ///   - interval: from the end of a sweep to the beginning of the next.
  ///   - logger: takes what cannot be removed.
  public init(_ store: any SessionStore, every interval: Duration = .seconds(300), logger: Logger) {
    self.store = store
    self.interval = interval
    self.logger = logger
  }

  /// Sweeps at once, and then every `interval`. A sweep that fails is logged, and the next one tried.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await sweep()
        try? await Task.sleep(for: interval)
      }
    }
  }

  private func sweep() async {
    do {
      let report = try await store.sweep()
      guard let error = report.firstError else { return }
      logger.warning(
        "sweeping sessions met files that it could not remove",
        metadata: ["files": "\(report.failed)", "first": "\(error)"])
    } catch let error as SessionError where error.code == .cancelled {
      // The server shuts down in the middle of it: what is left is swept when it is started anew.
    } catch is CancellationError where Task.isCancelled {
      // The same, from a store with errors of its own.
    } catch {
      logger.error("sessions cannot be swept; trying again later", metadata: ["reason": "\(error)"])
    }
  }
}
#endif
