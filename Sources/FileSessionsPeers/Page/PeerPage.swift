internal import Lab

/// A report as an HTML page.
struct PeerPage {
  let report: PeerReport

  var html: String {
    let summary = PeerPageSummary(report: report)
    return Page(
      "Session files beside their peers", style: PackageResources.peers_css, header: summary.header,
      [
        summary.findings, PeerPageSpeed(report: report).section, PeerPageLosses(report: report).section,
        PeerPageCurve(report: report).section,
        PeerPageFurther(report: report).section, PeerPageMethod(report: report).section,
      ]
    ).html
  }
}

/// What the page is about, and what came out, before any picture.
struct PeerPageSummary {
  let report: PeerReport

  var header: Markup {
    """
    <header>
    <h1>Session files beside their peers</h1>
    <p class="lead">This library, and what a developer might pick instead of it, on the same sessions with the same \
    operations and as many processes: each in the fastest way that its own documentation offers.</p>
    <p class="setting">\(setting)</p>
    <nav aria-label="Sections"><ul>
    <li><a href="#speed">Speed</a></li>
    <li><a href="#losses">Lost and won</a></li>
    <li><a href="#curve">Size of the payload</a></li>
    <li><a href="#further">Locks, scale, memory</a></li>
    <li><a href="#method">Environment and method</a></li>
    </ul></nav>
    </header>
    """
  }

  private var setting: String {
    """
    \(report.places.map(\.filesystem).joined(separator: " and ")) · kernel \(report.kernel) · \
    \(report.processor) × \(report.processors) · \(Quantity.counted(report.sessions, "session")) · \
    payload \(Quantity.counted(report.payload, "byte")) · \(Quantity.date(report.date))
    """
  }

  var findings: Markup {
    let losses = [report.reference, report.durableReference].map { PeerLosses(report, library: $0) }
    let lost = losses.reduce(0) { $0 + $1.lost.count }
    let level = losses.reduce(0) { $0 + $1.level.count }
    let won = losses.reduce(0) { $0 + $1.won.count }
    return """
      <section class="findings" aria-labelledby="findings-title">
      <h2 id="findings-title">What came out</h2>
      <ul class="tiles">
      <li class="tile kept"><p class="big">\(won) won</p><p>Operations beside one peer on one file system in which \
      \(report.title(report.reference)) is faster, whatever the number of processes.</p></li>
      <li class="tile seen"><p class="big">\(lost) lost</p><p>In which it is slower, with some number of processes at \
      the least: <a href="#losses">all of them</a>.</p></li>
      <li class="tile unseen"><p class="big">\(level) level</p><p>In which the interval of the ratio holds 1.</p></li>
      </ul>
      \(notRun)
      </section>
      """
  }

  private var notRun: Markup {
    guard !report.notRun.isEmpty else { return .nothing }
    let entries: [Markup] = report.notRun.map { "<li>\($0.subject): \($0.reason)</li>" }
    return "<p><strong>Not run:</strong></p><ul>\(entries)</ul>"
  }
}
