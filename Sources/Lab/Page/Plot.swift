/// Rows of pictures over one logarithmic axis. Positions are percentages, so that text keeps its size on every screen.
package struct Plot {
  package let scale: LogScale

  package init(scale: LogScale) { self.scale = scale }

  /// The labels of the axis. Each row's own description says the same in words.
  package var axis: Markup {
    let labels: [Markup] = scale.ticks.filter { (3...97).contains(scale.position($0)) }.map { tick in
      """
      <span style="left:\(scale.percent(tick))">\(Quantity.tick(microseconds: tick))</span>
      """
    }
    return #"<div class="axis" aria-hidden="true"><span class="line">\#(labels)</span></div>"#
  }

  /// - Parameters:
  ///   - description: what the picture says, for who cannot see it.
  ///   - height: in CSS pixels.
  package func row(_ description: String, height: Int, _ marks: Markup) -> Markup {
    """
    <svg class="track" role="img" aria-label="\(description)" width="100%" height="\(height)">\
    <title>\(description)</title>\(scale.ticks.map { line(at: $0, style: "grid") })\(marks)</svg>
    """
  }

  package func line(at microseconds: Double, style: String) -> Markup {
    let x = scale.percent(microseconds)
    return #"<line class="\#(style)" x1="\#(x)" x2="\#(x)" y1="0" y2="100%"/>"#
  }

  package func range(from low: Double, to high: Double, height: Int, style: String) -> Markup {
    let middle = "\(height / 2)"
    return """
      <line class="range \(style)" x1="\(scale.percent(low))" x2="\(scale.percent(high))" \
      y1="\(middle)" y2="\(middle)"/>
      """
  }

  /// A shape beside its meaning.
  package static func legend(_ mark: Mark, _ style: String) -> Markup {
    """
    <svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true" focusable="false">\
    <g class="mark"><path class="\(style)" d="\(mark.outline)"/></g></svg>
    """
  }

  /// A shape at a duration, halfway down or where it is said.
  package func mark(_ mark: Mark, at microseconds: Double, y: Int, style: String = "", path: String? = nil) -> Markup {
    let source: Markup = path.map { #" data-json="\#($0)""# } ?? .nothing
    return """
      <svg class="mark" x="\(scale.percent(microseconds))" y="\(y)" overflow="visible"\(source)>\
      <path class="\(style)" d="\(mark.outline)"/></svg>
      """
  }
}

/// Shapes say the same as the colours, for who does not see those.
package enum Mark {
  case circle, ring, diamond, cross, bar, pointer

  /// Around the origin.
  var outline: String {
    switch self {
    case .circle: "M-6 0A6 6 0 1 1 6 0A6 6 0 1 1 -6 0Z"
    case .ring: "M-4 0A4 4 0 1 1 4 0A4 4 0 1 1 -4 0Z"
    case .diamond: "M0 -7L7 0L0 7L-7 0Z"
    case .cross: "M-6 -6L6 6M-6 6L6 -6"
    case .bar: "M0 -7V7"
    // From below, so that a circle at the same place still shows.
    case .pointer: "M0 -1L5 8H-5Z"
    }
  }
}
