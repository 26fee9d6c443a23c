internal import Lab

/// The one picture: how long an operation takes, from left to right; what became of the promises, from top to bottom.
struct PageCost {
  private static var height: Int { 26 }
  /// The update first: it locks, reads and writes, so it is where safety is paid for.
  private static var verbs: [TimedVerb] { [.update, .save, .create, .load] }

  private let rows: [PageRow]
  private let plot: Plot

  init(_ rows: [PageRow]) {
    self.rows = rows
    // One axis for all operations, so that a change of operation moves the marks and not the scale.
    plot = Plot(
      scale: LogScale(covering: rows.flatMap { $0.row.operations.values.flatMap { [$0.p50, $0.p99] } }))
  }

  var section: Markup {
    """
    <section aria-labelledby="cost">
    <h2 id="cost">Cost against safety</h2>
    <p>Further left is cheaper, further up is safer. The mark is the median of an operation, the line reaches to its \
    99th percentile, waiting for locks included. The scale is logarithmic. The dashed line is the cheapest strategy \
    that is sound.</p>
    <ul class="legend">
    <li>\(Plot.legend(.circle, "kept"))sound, and nothing violated</li>
    <li>\(Plot.legend(.diamond, "unseen"))unsound, not seen in this run</li>
    <li>\(Plot.legend(.cross, "seen"))violations seen</li>
    <li><span class="tag seen">lost</span>violated</li>
    <li><span class="tag unseen">lost?</span>not promised, not seen in this run</li>
    <li><span class="tag kept"><s>lost</s></span>promised, not violated</li>
    </ul>
    \(Choice(identifier: "cost", label: "Operation in the picture of cost and safety", panels: Self.verbs.map(panel))
      .markup)
    </section>
    """
  }

  private func panel(_ verb: TimedVerb) -> Choice.Panel {
    let bands: [(title: String, style: String, verdicts: Set<Verdict>)] = [
      ("Sound: nothing violated", "kept", [.kept]),
      ("Declared unsound, not seen in this run. No pass: it is not promised", "unseen", [.unseen, .escaped]),
      ("Declared unsound, and caught", "seen", [.caught]),
      ("Declared sound, and BROKEN", "seen", [.broken]),
    ]
    let content: [Markup] = bands.map { entry in
      let members = rows.filter { entry.verdicts.contains($0.row.verdict) }
        .sorted { $0.figures(verb).p50 < $1.figures(verb).p50 }
      return members.isEmpty ? .nothing : band(entry.title, entry.style, verb, members)
    }
    return Choice.Panel(
      name: verb.rawValue,
      content: """
        <figure class="plot" aria-label="Cost of one \(verb.rawValue) against safety">
        \(plot.axis)
        \(content)
        </figure>

        """)
  }

  private func band(_ title: String, _ style: String, _ verb: TimedVerb, _ members: [PageRow]) -> Markup {
    """
    <div class="band \(style)"><p class="band-title">\(title)</p>
    <ul>
    \(members.map { row($0, verb) })</ul></div>

    """
  }

  private func row(_ row: PageRow, _ verb: TimedVerb) -> Markup {
    let figures = row.figures(verb)
    return """
      <li class="plot-row"><span class="name">\(row.row.strategy)</span>\
      <span class="value">\(Quantity.duration(microseconds: figures.p50))</span>
      \(picture(row, verb, figures))
      <span class="outcome">\(outcome(row))</span></li>

      """
  }

  private func picture(_ row: PageRow, _ verb: TimedVerb, _ figures: Figures) -> Markup {
    let verdict = row.row.verdict
    guard figures.p50 > 0 else {
      return plot.row("\(row.row.strategy): no \(verb.rawValue) ended", height: Self.height, .nothing)
    }
    let words = """
      \(row.row.strategy), \(verb.rawValue): median \(Quantity.duration(microseconds: figures.p50)), \
      99th percentile \(Quantity.duration(microseconds: figures.p99))
      """
    let cheapest = rows.filter { $0.row.verdict == .kept }.map { $0.figures(verb).p50 }.filter { $0 > 0 }.min()
    let reference: Markup = cheapest.map { plot.line(at: $0, style: "reference") } ?? .nothing
    let path = row.path("operations", verb.rawValue, "p50_us")
    return plot.row(
      words, height: Self.height,
      """
      \(reference)\(plot.range(from: figures.p50, to: figures.p99, height: Self.height, style: verdict.style))\
      \(plot.mark(Mark(verdict), at: figures.p50, y: Self.height / 2, style: verdict.style, path: path))
      """)
  }

  /// What was violated, what may be, and what is promised: each kind in its own place, to be compared across rows.
  private func outcome(_ row: PageRow) -> Markup {
    let tags: [Markup] = ViolationKind.allCases.compactMap { kind in
      // Nobody waits for a call to fail: only that one did is news.
      if kind == .errors, kind.count(in: row.row.violations) == 0 { return nil }
      return switch Finding(kind, in: row.row) {
      case .seen: #"<span class="tag seen">\#(kind.tag)</span> "#
      case .kept: #"<span class="tag kept"><span class="spoken">not </span><s>\#(kind.tag)</s></span> "#
      case .unseen: #"<span class="tag unseen">\#(kind.tag)?</span> "#
      }
    }
    return "\(tags)"
  }
}
