internal import Lab

/// Where and how it was measured, and what the figures do not say.
struct PageMethod {
  let report: ComparisonReport

  var section: Markup {
    """
    <section aria-labelledby="method">
    <h2 id="method">Environment and method</h2>
    <table class="environment">
    <caption>This run</caption>
    <tbody>
    \(entry("file system", report.filesystem, "filesystem"))
    \(entry("kernel", report.kernel, "kernel"))
    \(report.processors > 0 ? entry("processors", Grouped(report.processors).description, "processors") : .nothing)
    \(entry("processes", Grouped(report.processes).description, "processes"))
    \(entry("tasks per process", Grouped(report.tasks).description, "tasks"))
    \(entry("sessions", Grouped(report.sessions).description, "sessions"))
    \(entry("payload, bytes", Grouped(report.payload).description, "payload"))
    \(entry("loads in the timed phase", OperationMix.percent(report.reads), "reads"))
    \(entry("operations on \(hotSessions)", OperationMix.percent(report.hot), "hot"))
    \(entry("durability", report.durability, "durability"))
    \(entry("timed phase", Quantity.seconds(report.timedSeconds), "timed_seconds"))
    \(entry("catch phase, each round", Quantity.seconds(report.catchSeconds), "catch_seconds"))
    \(report.date.isEmpty ? .nothing : entry("begun", report.date, "date"))
    </tbody></table>
    <ul class="notes">
    <li><strong>Timed phase.</strong> Every task calls without a pause: \(mix). \
    \(OperationMix.percent(report.hot)) of the calls meet on \(hotSessions). So the figures are those of a \
    store at its limit; a server with idle time waits less.</li>
    <li><strong>Catch phase.</strong> All verbs, deletes and sweeps included; a process yields between system calls so \
    that unlucky orders come up. It has a mix of its own and is not timed.</li>
    <li><strong>Audit.</strong> Every acknowledged update carries a mark that has to be in the file at the end, \
    exactly once. A delete ends an incarnation of a session; a task that sees it again has seen a resurrection.</li>
    <li><strong>Not tested here:</strong> power cuts and killed processes. “Kill-safe” and “leaves nothing \
    behind” are declared here and tested by <code>make test</code>.</li>
    <li><strong>A clean run proves nothing</strong> about a strategy that is declared unsound.</li>
    </ul>
    </section>
    """
  }

  private var hotSessions: String { Quantity.counted(HotChoice.hotCount(of: report.sessions), "session") }

  private var mix: String {
    let shares: [(TimedVerb, String)] = [
      (.load, "loads"), (.update, "updates"), (.save, "saves"), (.create, "creates"),
    ]
    return shares.map { "\(OperationMix.percent(report.mix.share($0))) \($1)" }.joined(separator: ", ")
  }

  private func entry(_ name: String, _ value: String, _ path: String) -> Markup {
    #"<tr><th scope="row">\#(name)</th><td data-json="\#(path)">\#(value)</td></tr>"#
  }
}
