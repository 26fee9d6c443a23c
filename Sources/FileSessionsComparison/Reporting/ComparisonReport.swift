/// What a comparison found, as it is written to the JSON file.
package struct ComparisonReport: Codable, Hashable, Sendable {
  var filesystem: String
  var kernel: String
  var processors: Int
  /// When it began, in UTC (ISO 8601).
  var date: String
  var processes: Int
  var tasks: Int
  var sessions: Int
  var payload: Int
  /// Of the timed phase: the share of loads, and that of operations on the hot sessions.
  var reads: Double
  var hot: Double
  var durability: String
  var timedSeconds: Double
  var catchSeconds: Double
  /// `nil` where floors were not measured.
  var bare: BareFigures?
  private var written: [WrittenRow] = []

  var rows: [ComparisonRow] {
    get { written.map(\.row) }
    set { written = newValue.map(WrittenRow.init) }
  }

  init(_ plan: ComparisonPlan, filesystem: String, kernel: String, processors: Int = 0, date: String = "") {
    self.filesystem = filesystem
    self.kernel = kernel
    self.processors = processors
    self.date = date
    processes = plan.processes
    tasks = plan.tasks
    sessions = plan.sessions
    payload = plan.payload
    reads = plan.mix.reads
    hot = plan.mix.hot
    durability = plan.durability.name
    timedSeconds = plan.timedSeconds
    catchSeconds = plan.catchSeconds
  }

  private enum CodingKeys: String, CodingKey {
    case filesystem, kernel, processors, date, processes, tasks, sessions, payload, reads, hot, durability
    case timedSeconds = "timed_seconds"
    case catchSeconds = "catch_seconds"
    case bare
    case written = "rows"
  }

  var mix: OperationMix { OperationMix(reads: reads, hot: hot) }

  /// Whether every strategy is what it is declared to be, as far as that shows.
  package var isAsDeclared: Bool { rows.allSatisfy { $0.verdict.isAsDeclared } }
}
