import FileSessions
import Foundation
import Lab
import Testing

@testable import FileSessionsComparison

/// What the page says. How it looks, `make bench-page-test` finds out in a browser.
@Suite struct PageTests {
  private func report(_ rows: ComparisonRow...) -> ComparisonReport {
    var report = ComparisonReport(
      ComparisonPlan(), filesystem: "ext4", kernel: "6.1.0", processors: 2, date: "2025-06-01T12:00:00Z")
    report.rows = rows
    return report
  }

  private func row(_ strategy: FileSessionStore.Strategy) -> ComparisonRow {
    var row = ComparisonRow(strategy, processes: 2)
    row.operationsPerSecond = 1234
    row.shares = [.init(operationsPerSecond: 617, longest: 10), .init(operationsPerSecond: 617, longest: 20)]
    for verb in TimedVerb.allCases {
      row.operations[verb] = Figures(perSecond: 300, p50: 4, p99: 40, p999: 400, max: 4000)
      row.distributions[verb, default: .init()].add(100, microseconds: 4)
    }
    return row
  }

  private func html(_ rows: ComparisonRow...) -> String {
    var report = report()
    report.rows = rows
    return ComparisonPage(report).html
  }

  @Test func nothingThatIsShownBecomesATag() {
    var hostile = row(.naive)
    hostile.strategy = #"<script>alert("1")</script>'&"#
    hostile.definition = "<b>"
    hostile.errorExamples = ["load: </code><img src=x onerror=alert(1)>\u{1B}[0m"]
    var report = report(hostile)
    report.kernel = "6.1<i>"
    let html = ComparisonPage(report).html
    #expect(!html.contains("<script>alert"))
    #expect(!html.contains("<b>"))
    #expect(!html.contains("<i>"))
    #expect(!html.contains("<img"))
    #expect(!html.contains("\u{1B}"))
    #expect(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"))
    #expect(html.contains("6.1&lt;i&gt;"))
  }

  @Test func nothingIsFetched() {
    let html = html(row(.naive), row(.slots))
    for word in ["http://", "https://", "@import", "url(", " src=", "<link"] { #expect(!html.contains(word)) }
  }

  @Test func everyViolationIsExplainedToAUser() {
    for kind in ViolationKind.allCases {
      var broken = row(.naive)
      #expect(!html(broken).contains("<h3>“\(kind.meaning)”</h3>"))
      broken.catchViolations = violations(of: kind, count: 1234)
      let html = html(broken)
      #expect(html.contains("<h3>“\(kind.meaning)”</h3>"))
      #expect(html.contains("<strong>\(kind.name): “\(kind.meaning)”</strong>"))
      #expect(html.contains(#"<span data-json="rows/0/violations/\#(kind.rawValue)">1,234</span>"#))
    }
  }

  @Test func luckIsNoPass() {
    let html = html(row(.unlinkedLockFile))
    #expect(html.contains("unsound: not seen in this run"))
    #expect(html.contains(#"class="cell unseen" data-json="rows/0/violations/torn_reads">not seen</td>"#))
    #expect(html.contains("That is no pass"))
    #expect(!html.contains(">kept</td>"))
    #expect(!html.contains("sound: nothing violated</span>"))
  }

  @Test func promisesAreToldFromLuckKindByKind() {
    let rename = row(.rename)
    #expect(Finding(.tornReads, in: rename) == .kept)
    #expect(Finding(.corrupt, in: rename) == .kept)
    #expect(Finding(.lostUpdates, in: rename) == .unseen)
    #expect(Finding(.missing, in: rename) == .unseen)
    #expect(ViolationKind.allCases.allSatisfy { Finding($0, in: row(.slots)) == .kept })
    var torn = rename
    torn.timedViolations.tornReads = 3
    #expect(Finding(.tornReads, in: torn) == .seen(3, wasPromised: true))
  }

  @Test func brokenPromiseIsShouted() {
    var broken = row(.slots)
    broken.timedViolations.lostUpdates = 1
    let html = html(broken)
    #expect(html.contains("BROKEN: declared sound, and is not"))
    #expect(html.contains("strategies that are declared sound are BROKEN: slots."))
    #expect(html.contains("promised!"))
  }

  @Test func floorsAreDrawnAndTheirRatiosWrittenOut() {
    var measured = row(.slots)
    let load = FloorFigures([(store: 2.2, floor: 2)])
    let update = FloorFigures([(store: 3, floor: 1.5), (store: 4.5, floor: 1.5)])
    measured.floors = FloorResults(load: load, save: load, update: update)
    let html = html(measured, row(.naive))
    #expect(
      html.contains(
        #"<td class="number"><span data-json="rows/0/floors/update/ratio">2.50</span> <span class="interval">"#
          + #"<span data-json="rows/0/floors/update/ratio_low">2.00</span>–"#
          + #"<span data-json="rows/0/floors/update/ratio_high">3.00</span></span></td>"#))
    for verb in ["load", "save", "update"] { #expect(html.contains(#"data-json="rows/0/floors/\#(verb)/floor_us""#)) }
    // A legend, and a column for each verb that has a floor; who has none gets no number.
    #expect(html.contains("floor</li>"))
    #expect(html.components(separatedBy: ">× floor<").count == 4)
    #expect(!html.contains("rows/1/floors"))
    #expect(html.contains("slowest 4.0 ms, floor 1.5 µs"))
  }

  @Test func nothingIsSaidOfFloorsThatWereNotMeasured() {
    #expect(!html(row(.slots)).contains("floor</li>"))
    #expect(!html(row(.slots)).contains("× floor"))
  }

  @Test func reportWithoutAnythingIsStillAPage() {
    #expect(ComparisonPage(report()).html.hasSuffix("</html>\n"))
    // A row in which no operation ended.
    #expect(html(ComparisonRow(.slots, processes: 2)).contains("slots: no update ended"))
  }

  private func violations(of kind: ViolationKind, count: Int) -> Violations {
    var violations = Violations()
    switch kind {
    case .tornReads: violations.tornReads = count
    case .lostUpdates: violations.lostUpdates = count
    case .resurrections: violations.resurrections = count
    case .missing: violations.missing = count
    case .staleReads: violations.staleReads = count
    case .corrupt: violations.corrupt = count
    case .errors: violations.errors = count
    }
    return violations
  }
}
