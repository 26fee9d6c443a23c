internal import FileSessions
internal import Lab

/// Everything that is known of each strategy, folded up.
struct PageStrategies {
  let rows: [PageRow]

  var section: Markup {
    """
    <section aria-labelledby="strategies">
    <h2 id="strategies">Each strategy</h2>
    \(rows.map(details))
    </section>
    """
  }

  private func details(_ row: PageRow) -> Markup {
    """
    <details id="\(row.anchor)" data-strategy="\(row.row.strategy)">
    <summary><span class="name">\(row.row.strategy)</span> \(row.row.verdict.badge)</summary>
    <dl>
    <dt>Definition</dt><dd><code>\(row.row.definition)</code></dd>
    <dt>Promises</dt><dd>\(guarantees(row.row.promised))</dd>
    <dt>Does not promise</dt><dd class="unpromised">\(guarantees(.everything.subtracting(row.row.promised)))</dd>
    <dt>Seen</dt><dd>\(seen(row))</dd>
    <dt>Left behind</dt><dd>\(row.row.leftovers.words), after one sweep with nobody at work</dd>
    <dt>Provoked for</dt><dd>\(Quantity.counted(row.row.catchRounds, "round")), \
    \(Quantity.counted(row.row.catchOperations, "operation")), \
    \(Quantity.counted(row.row.lockWaits, "wait")) for a lock</dd>
    \(errors(row.row))</dl>
    </details>

    """
  }

  private func guarantees(_ chosen: FileSessionStore.Guarantees) -> Markup {
    let names = FileSessionStore.Guarantees.named.filter { chosen.contains($0.guarantee) }.map(\.name)
    return names.isEmpty ? "nothing" : "\(names.joined(separator: " · "))"
  }

  private func seen(_ row: PageRow) -> Markup {
    let seen = row.violationsSeen
    guard seen.isEmpty else {
      let entries: [Markup] = seen.map { kind, _ in
        let (timed, provoked) = (
          kind.count(in: row.row.timedViolations), kind.count(in: row.row.catchViolations)
        )
        return """
          <li><strong>\(kind.name): “\(kind.meaning)”</strong> \
          <span class="phases"><span data-json="\(row.path("timed_violations", kind.rawValue))">\
          \(Grouped(timed).description)</span> while timed, \
          <span data-json="\(row.path("catch_violations", kind.rawValue))">\
          \(Grouped(provoked).description)</span> while provoked</span></li>

          """
      }
      return #"<ul class="seen-list">\#(entries)</ul>"#
    }
    return switch row.row.declared {
    case .sound: "no violation"
    case .unsound:
      """
      <span class="unseen-text">Nothing in this run. That is no pass: what it does not promise can happen at any time.\
      </span>
      """
    }
  }

  private func errors(_ row: ComparisonRow) -> Markup {
    guard !row.errorExamples.isEmpty else { return .nothing }
    let examples: [Markup] = row.errorExamples.prefix(3).map { "<li><code>\($0)</code></li>" }
    return "<dt>First errors</dt><dd><ul>\(examples)</ul></dd>\n"
  }
}
