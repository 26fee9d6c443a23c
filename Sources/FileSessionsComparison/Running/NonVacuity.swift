#if CommandLineTool
internal import FileSessions

/// A run in which next to nothing happened proves nothing: it fails instead of passing.
enum NonVacuity {
  private static var leastOperations: Int { 20 }

  static func check(_ logs: [TimedLog], _ strategy: FileSessionStore.Strategy) throws {
    for (worker, log) in logs.enumerated() {
      try checkEnvironment(log.errors)
      let updates = Int(log.latencies.count(.update))
      try check(worker, strategy, "timed", operations: Int(log.latencies.total), updates: updates)
    }
  }

  static func check(_ logs: [CatchLog], _ strategy: FileSessionStore.Strategy) throws {
    for (worker, log) in logs.enumerated() {
      try checkEnvironment(log.errors)
      try check(worker, strategy, "catch", operations: log.operations, updates: log.writes.count)
      guard !log.deletions.isEmpty, !log.creations.isEmpty else {
        throw ComparisonFailure.vacuous("worker \(worker) deleted and created nothing in \(strategy.label)")
      }
    }
    guard strategy.isSound, logs.count > 1 || logs.contains(where: { $0.waits > 0 }) else { return }
    guard logs.contains(where: { $0.waits > 0 }) else {
      throw ComparisonFailure.vacuous("no lock was ever waited for in \(strategy.label)")
    }
  }

  private static func check(
    _ worker: Int, _ strategy: FileSessionStore.Strategy, _ phase: String, operations: Int, updates: Int
  ) throws {
    guard operations >= leastOperations, updates > 0 else {
      throw ComparisonFailure.vacuous(
        "worker \(worker) did \(operations) operations, \(updates) updates among them, "
          + "in the \(phase) phase of \(strategy.label)")
    }
  }

  /// A full disk is no fault of a strategy.
  private static func checkEnvironment(_ errors: ErrorLog) throws {
    if let environment = errors.environment { throw ComparisonFailure.environment(environment) }
  }
}
#endif
