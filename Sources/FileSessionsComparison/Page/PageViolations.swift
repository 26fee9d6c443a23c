internal import Lab

/// What went wrong, first for who is logged in, then for each strategy.
struct PageViolations {
  let rows: [PageRow]

  var section: Markup {
    """
    <section aria-labelledby="violations">
    <h2 id="violations">Violations, and what a logged-in user notices</h2>
    \(meanings)
    <h3>All strategies</h3>
    <p>Both phases together. Counts tell that something happens, not how often it would at your load: the second phase \
    provokes, and an unsound strategy gets up to six rounds of it until its faults show.</p>
    \(table)
    <ul class="legend">
    <li><span class="cell seen">12</span> violated that often</li>
    <li><span class="cell kept">kept</span> promised, and not violated</li>
    <li><span class="cell unseen">not seen</span> not promised, not met with in this run: no pass</li>
    </ul>
    </section>
    """
  }

  private var meanings: Markup {
    let seen = ViolationKind.allCases.filter { kind in rows.contains { kind.count(in: $0.row.violations) > 0 } }
    let unseen = ViolationKind.allCases.filter { !seen.contains($0) }
    let none: Markup = seen.isEmpty ? "<p>No violation of any kind was seen in this run.</p>" : .nothing
    let others: Markup =
      unseen.isEmpty
      ? .nothing
      : #"<p class="after">Not seen in this run, of any strategy: \#(unseen.map(\.name).joined(separator: ", ")).</p>"#
    return """
      \(none)<ul class="meanings">
      \(seen.map(meaning))</ul>
      \(others)
      """
  }

  private func meaning(_ kind: ViolationKind) -> Markup {
    let culprits = rows.filter { kind.count(in: $0.row.violations) > 0 }
      .sorted { kind.count(in: $0.row.violations) > kind.count(in: $1.row.violations) }
    let list: [Markup] = culprits.map { row in
      """
      <li>\(row.row.strategy) <span class="count" data-json="\(row.path("violations", kind.rawValue))">\
      \(Grouped(kind.count(in: row.row.violations)).description)</span></li>

      """
    }
    return """
      <li class="meaning"><h3>“\(kind.meaning)”</h3>
      <p><strong>\(kind.name):</strong> \(kind.definition)</p>
      <ul class="culprits">
      \(list)</ul></li>

      """
  }

  private var table: Markup {
    let headings: [Markup] = ViolationKind.allCases.map {
      #"<th scope="col">\#($0.name)<span class="sub">“\#($0.meaning)”</span></th>"#
    }
    let left: [Markup] = ["lock files", "temporary files"].map {
      #"<th scope="col">\#($0)<span class="sub">left behind</span></th>"#
    }
    return ScrollingTable(
      "Violations of every strategy",
      caption: "Violations by strategy and kind, and files left behind after one sweep", style: "findings-table",
      headings: ["strategy"] + headings + left, rows: rows.map(tableRow)
    ).markup
  }

  private func tableRow(_ row: PageRow) -> Markup {
    """
    <tr data-strategy="\(row.row.strategy)"><th scope="row">\
    <a href="#\(row.anchor)">\(row.row.strategy)</a><br>\(row.row.verdict.badge)</th>\
    \(ViolationKind.allCases.map { cell($0, row) })\(leftovers(row))</tr>

    """
  }

  private func cell(_ kind: ViolationKind, _ row: PageRow) -> Markup {
    let path = row.path("violations", kind.rawValue)
    switch Finding(kind, in: row.row) {
    case .seen(let count, let wasPromised):
      let promise: Markup = wasPromised ? #"<span class="sub">promised!</span>"# : .nothing
      let value = Grouped(count).description
      return #"<td class="cell seen"><span data-json="\#(path)">\#(value)</span>\#(promise)</td>"#
    case .kept: return #"<td class="cell kept" data-json="\#(path)">kept</td>"#
    case .unseen: return #"<td class="cell unseen" data-json="\#(path)">not seen</td>"#
    }
  }

  private func leftovers(_ row: PageRow) -> Markup {
    let left = row.row.leftovers
    let counts = [("lock_files", left.lockFiles), ("temp_files", left.temporaryFiles)]
    let cells: [Markup] = counts.map { key, count in
      let value = Grouped(count).description
      let style = count > 0 ? "left" : "none"
      return #"<td class="\#(style)" data-json="\#(row.path("leftovers", key))">\#(value)</td>"#
    }
    return "\(cells)"
  }
}
