#if Hummingbird
public import FileSessions
public import Logging
internal import CoreMetrics
internal import Metrics

/// Logs and counts what happens in a store: lock waits, conflicts, damaged files, sweeps, a directory that is lost.
/// Never an id.
///
/// Timers: `sessions_lock_wait`, `sessions_sweep`. Counters: `sessions_lock_timeouts_total`,
/// `sessions_conflicts_total`, `sessions_corrupt_files_total`, `sessions_swept_total`, `sessions_directory_lost_total`.
///
/// ```swift
/// var configuration = FileSessionStore.Configuration(strategy: .slots)
/// configuration.observer = SessionReporter(logger: logger).observer
/// ```
public struct SessionReporter: Sendable {
  private let logger: Logger
  private let lockWaits = Timer(label: "sessions_lock_wait")
  private let lockTimeouts = Counter(label: "sessions_lock_timeouts_total")
  private let conflicts = Counter(label: "sessions_conflicts_total")
  private let corruptFiles = Counter(label: "sessions_corrupt_files_total")
  private let sweeps = Timer(label: "sessions_sweep")
  private let swept = Counter(label: "sessions_swept_total")
  private let directoryLost = Counter(label: "sessions_directory_lost_total")

  /// Makes the counters and timers.
  /// - Parameter logger: takes what somebody should look at.
  public init(logger: Logger) { self.logger = logger }

  /// For `FileSessionStore.Configuration.observer`.
  public var observer: @Sendable (borrowing StoreEvent) -> Void { { record($0) } }

  private func record(_ event: borrowing StoreEvent) {
    switch event.kind {
    case .lockWait: lockWaits.recordNanoseconds(event.duration.clampedNanoseconds)
    case .lockTimeout:
      lockTimeouts.increment()
      logger.warning("a session's lock was not granted in time", metadata: ["waited": "\(event.duration)"])
    case .conflict: conflicts.increment()
    case .corruptFile:
      corruptFiles.increment()
      logger.error("a session file is damaged; the next sweep sets it aside for inspection")
    case .directoryLost(let error):
      directoryLost.increment()
      logger.critical("sessions cannot be reached", metadata: ["reason": "\(error)"])
    case .directoryRegained: logger.notice("the sessions' directory is back at its path")
    case .recordLost:
      logger.error("the file 'store' of the sessions' directory was removed: file-sessions convert writes a new one")
    case .sweep(let report):
      sweeps.recordNanoseconds(event.duration.clampedNanoseconds)
      swept.increment(by: report.removed)
      logger.debug(
        "sessions swept",
        metadata: [
          "examined": "\(report.examined)", "removed": "\(report.removed)", "reclaimed": "\(report.reclaimed)",
          "set-aside": "\(report.setAside)",
        ])
    }
  }
}
#endif
