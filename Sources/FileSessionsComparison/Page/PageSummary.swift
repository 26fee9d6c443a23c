internal import Lab

/// What the page is about, and what came out, before any picture.
struct PageSummary {
  let report: ComparisonReport
  let rows: [PageRow]

  var header: Markup {
    """
    <header>
    <h1>Session files: cost against safety</h1>
    <p class="lead">\(Quantity.counted(rows.count, "strategy", plural: "strategies")) of locking and writing HTTP \
    session files, each run by real processes on this disk: first timed, then provoked to fail. \
    An audit holds every acknowledged write against the files that are left.</p>
    <p class="setting">\(setting)</p>
    <nav aria-label="Sections"><ul>
    <li><a href="#cost">Cost and safety</a></li>
    <li><a href="#violations">Violations</a></li>
    <li><a href="#throughput">Throughput and fairness</a></li>
    <li><a href="#latency">Latency</a></li>
    <li><a href="#strategies">Each strategy</a></li>
    <li><a href="#method">Environment and method</a></li>
    </ul></nav>
    </header>
    """
  }

  private var setting: String {
    """
    \(report.filesystem) · kernel \(report.kernel) · \
    \(Quantity.counted(report.processes, "process", plural: "processes")) \
    × \(Quantity.counted(report.tasks, "task")) · \(report.mix.words(sessions: report.sessions)) · \
    payload \(Quantity.counted(report.payload, "byte")) · \
    durability \(report.durability)\(report.date.isEmpty ? "" : " · \(Quantity.date(report.date))")
    """
  }

  var findings: Markup {
    """
    <section class="findings" aria-labelledby="findings-title">
    <h2 id="findings-title">What came out</h2>
    <ul class="tiles">
    \(soundTile)\(unsoundTile)\(costTile)</ul>
    </section>
    """
  }

  private func rows(_ declared: ComparisonRow.Declared) -> [PageRow] { rows.filter { $0.row.declared == declared } }

  private func names(_ rows: [PageRow]) -> String { rows.map(\.row.strategy).joined(separator: ", ") }

  private var soundTile: Markup {
    let sound = rows(.sound)
    let broken = sound.filter { $0.row.verdict == .broken }
    guard !sound.isEmpty else { return .nothing }
    if broken.isEmpty {
      return """
        <li class="tile kept"><p class="big">\(sound.count) of \(sound.count)</p>
        <p>strategies that are declared sound violated nothing: \(names(sound)).</p></li>

        """
    }
    return """
      <li class="tile seen"><p class="big">\(broken.count) of \(sound.count)</p>
      <p>strategies that are declared sound are BROKEN: \(names(broken)).</p></li>

      """
  }

  private var unsoundTile: Markup {
    let unsound = rows(.unsound)
    guard !unsound.isEmpty else { return .nothing }
    let caught = unsound.filter { $0.row.verdict == .caught }
    let quiet = unsound.filter { $0.row.verdict != .caught }
    let rest: Markup =
      quiet.isEmpty
      ? .nothing
      : """
      <p class="caution">Not seen in this run: \(names(quiet)). That is no pass: they do not promise it, and another \
      run, load or machine can show it.</p>
      """
    return """
      <li class="tile \(caught.isEmpty ? "unseen" : "seen")"><p class="big">\(caught.count) of \(unsound.count)</p>
      <p>strategies that are declared unsound were caught losing or mixing up sessions\
      \(caught.isEmpty ? "" : ": " + names(caught)).</p>\(rest)</li>

      """
  }

  private var costTile: Markup {
    let fastest = rows.max { $0.row.operationsPerSecond < $1.row.operationsPerSecond }
    let sound = rows(.sound).filter { $0.row.verdict == .kept }
      .max { $0.row.operationsPerSecond < $1.row.operationsPerSecond }
    guard let fastest, let sound, fastest.row.operationsPerSecond > 0 else { return .nothing }
    let rate = Quantity.rate(sound.row.operationsPerSecond)
    if fastest.index == sound.index {
      return """
        <li class="tile"><p class="big">\(rate)/s</p>
        <p>operations by \(sound.row.strategy), which is sound. Nothing here is faster.</p></li>

        """
    }
    return """
      <li class="tile"><p class="big">\(rate)/s</p>
      <p>operations by \(sound.row.strategy), the fastest sound one. The fastest of all, \(fastest.row.strategy), does \
      \(Quantity.rate(fastest.row.operationsPerSecond))/s and promises less.</p></li>

      """
  }
}
