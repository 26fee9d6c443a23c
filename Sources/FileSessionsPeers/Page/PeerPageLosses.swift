internal import Lab

/// What is lost to peers, before what is won.
struct PeerPageLosses {
  let report: PeerReport

  var section: Markup {
    let library = report.subjects.filter { $0.role == .library }
    let panels = library.map { Choice.Panel(name: $0.title, content: table($0)) }
    return """
      <section aria-labelledby="losses">
      <h2 id="losses">Lost and won</h2>
      <p>Every operation of a configuration of the library beside every peer. The numbers are how many times as fast \
      the library is: below 1 it loses.</p>
      \(Choice(identifier: "losses", label: "Configuration of the library", panels: panels).markup)
      </section>
      """
  }

  private func table(_ subject: PeerSubject) -> Markup {
    let losses = PeerLosses(report, library: subject.name)
    let rows = losses.lost + losses.level + losses.won
    let processes = Set(rows.flatMap { $0.ratios.map(\.processes) }).sorted()
    let headings: [Markup] = processes.map { "\(PeerText.processes($0))" }
    let table = ScrollingTable(
      "\(subject.title) beside its peers", caption: "\(subject.title) beside its peers, what is lost first",
      headings: ["peer", "operation", "file system"] + headings, rows: rows.map { row($0, processes) })
    return """
      <p>\(losses.lost.count) lost, \(losses.level.count) level, \(losses.won.count) won.</p>
      \(table.markup)
      """
  }

  private func row(_ row: PeerLosses.Row, _ processes: [Int]) -> Markup {
    let cells: [Markup] = processes.map { count in
      guard let ratio = row.ratios.first(where: { $0.processes == count }) else {
        return #"<td class="number">–</td>"#
      }
      return #"<td class="number \#(ratio.verdict.style)">\#(PeerText.ratio(ratio))</td>"#
    }
    return """
      <tr><th scope="row">\(report.title(row.other))</th><td class="number">\(row.operation.title)</td>\
      <td class="number">\(row.filesystem)</td>\(cells)</tr>

      """
  }
}
