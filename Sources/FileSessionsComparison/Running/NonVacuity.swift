internal import FileSessions
internal import Lab

/// A run in which next to nothing happened proves nothing: it fails instead of passing.
enum NonVacuity {
  private static var leastOperations: Int { 20 }
  /// A worker that is meant to update this often by now has done so at least once. (One that is meant to do so less
  /// often may be told to read only, or nearly so.)
  private static var surelyUpdates: Double { 4 }

  static func check(_ logs: [TimedLog], _ strategy: FileSessionStore.Strategy, _ mix: OperationMix) throws {
    for (worker, log) in logs.enumerated() {
      try checkEnvironment(log.errors)
      let operations = log.latencies.total
      let isToUpdate = mix.share(.update) * Double(max(operations, leastOperations)) >= surelyUpdates
      let updates = isToUpdate ? log.latencies.count(.update) : 1
      try check(worker, strategy, "timed", operations: operations, updates: updates)
    }
  }

  static func check(_ logs: [CatchLog], _ strategy: FileSessionStore.Strategy) throws {
    for (worker, log) in logs.enumerated() {
      try checkEnvironment(log.errors)
      try check(worker, strategy, "catch", operations: log.operations, updates: log.writes.count)
      guard !log.deletions.isEmpty, !log.creations.isEmpty else {
        throw LabFailure.vacuous("worker \(worker) deleted and created nothing in \(strategy.label)")
      }
    }
    guard strategy.isSound, logs.count > 1 || logs.contains(where: { $0.waits > 0 }) else { return }
    guard logs.contains(where: { $0.waits > 0 }) else {
      throw LabFailure.vacuous("no lock was ever waited for in \(strategy.label)")
    }
  }

  private static func check(
    _ worker: Int, _ strategy: FileSessionStore.Strategy, _ phase: String, operations: Int, updates: Int
  ) throws {
    guard operations >= leastOperations, updates > 0 else {
      throw LabFailure.vacuous(
        "worker \(worker) did \(operations) operations, \(updates) updates among them, "
          + "in the \(phase) phase of \(strategy.label)")
    }
  }

  /// A full disk is no fault of a strategy.
  private static func checkEnvironment(_ errors: ErrorLog) throws {
    if let environment = errors.environment { throw LabFailure.environment(environment) }
  }
}
