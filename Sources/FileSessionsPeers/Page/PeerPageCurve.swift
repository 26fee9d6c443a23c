internal import Foundation
internal import Lab

/// Load and save as the payload grows: lines over two logarithmic axes, and where they cross.
struct PeerPageCurve {
  private static let (width, height, left, right, bottom) = (900.0, 420.0, 60.0, 210.0, 30.0)

  let report: PeerReport

  var section: Markup {
    let panels = report.places.flatMap { place in
      [PeerOperation.load, .save].map { operation in
        Choice.Panel(
          name: "\(operation.title), \(place.filesystem)",
          content: "\(picture(place, operation))\(crossings(place, operation))")
      }
    }
    return """
      <section aria-labelledby="curve">
      <h2 id="curve">Size of the payload</h2>
      <p>What one operation takes one process, by the size of the payload. Both scales are logarithmic. The thick \
      lines are the library's, the dashed ones bare system calls.</p>
      \(Choice(identifier: "curve", label: "Operation and file system", panels: panels).markup)
      </section>
      """
  }

  private func picture(_ place: PeerPlace, _ operation: PeerOperation) -> Markup {
    let points = place.curve.filter { $0.operation == operation && $0.microseconds > 0 }
    let sizes = Set(points.map(\.size)).sorted()
    guard let first = sizes.first, let last = sizes.last, first < last else { return .nothing }
    let scale = LogScale(covering: points.map(\.microseconds))
    let (span, plain) = (log(Double(last)) - log(Double(first)), Self.height - Self.bottom)
    func x(_ size: Int) -> Double {
      Self.left + (log(Double(size)) - log(Double(first))) / span * (Self.width - Self.left - Self.right)
    }
    func y(_ microseconds: Double) -> Double { plain - scale.position(microseconds) / 100 * (plain - 10) }
    let across: [Markup] = scale.ticks.map { tick in
      let height = Quantity.hundredths(y(tick))
      return """
        <line class="grid" x1="60" x2="690" y1="\(height)" y2="\(height)"/>\
        <text x="52" y="\(height)" text-anchor="end" dominant-baseline="middle">\(Quantity.tick(microseconds: tick))</text>
        """
    }
    let down: [Markup] = sizes.map { size in
      """
      <text x="\(Quantity.hundredths(x(size)))" y="412" text-anchor="middle">\(PeerCrossing.bytes(Double(size)))</text>
      """
    }
    let lines: [Markup] = Self.labelled(points, at: last, y).map { name, height in
      let own = points.filter { $0.subject == name }.sorted { $0.size < $1.size }
      let path = own.map { "\(Quantity.hundredths(x($0.size))),\(Quantity.hundredths(y($0.microseconds)))" }.joined(
        separator: " ")
      return """
        <polyline class="\(report.subject(name)?.role.rawValue ?? "")" points="\(path)"/>\
        <text class="label" x="698" y="\(Quantity.hundredths(height))" dominant-baseline="middle">\(report.title(name))</text>
        """
    }
    return """
      <div class="curve-scroller"><svg class="curve" viewBox="0 0 900 420" role="img" \
      aria-label="\(operation.title) on \(place.filesystem) by size of the payload">\(across)\(down)\(lines)</svg></div>
      """
  }

  /// Where the name of each line goes: beside its end, and clear of the others.
  private static func labelled(
    _ points: [PeerCurvePoint], at size: Int, _ y: (Double) -> Double
  ) -> [(name: String, height: Double)] {
    let apart = 15.0
    var labels = points.filter { $0.size == size }.map { (name: $0.subject, height: y($0.microseconds)) }
      .sorted { $0.height < $1.height }
    for index in labels.indices.dropFirst() {
      labels[index].height = max(labels[index].height, labels[index - 1].height + apart)
    }
    // Back up from the lower edge.
    var limit = height - bottom
    for index in labels.indices.reversed() {
      labels[index].height = min(labels[index].height, limit)
      limit = labels[index].height - apart
    }
    return labels
  }

  private func crossings(_ place: PeerPlace, _ operation: PeerOperation) -> Markup {
    let rows: [Markup] = place.crossings.filter { $0.operation == operation }.map { crossing in
      """
      <tr><th scope="row">\(report.title(crossing.other))</th><td>\(report.title(crossing.library)) is \
      \(crossing.words)</td></tr>

      """
    }
    return ScrollingTable(
      "Where \(operation.title) crosses", caption: "From which payload on which is faster",
      headings: ["beside", "\(operation.title)"], rows: rows
    ).markup
  }
}
