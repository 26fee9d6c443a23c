internal import Lab

/// A row of the report with its place in it, which is the same in the JSON.
struct PageRow {
  let index: Int
  let row: ComparisonRow

  static func all(of report: ComparisonReport) -> [PageRow] {
    report.rows.enumerated().map { PageRow(index: $0.offset, row: $0.element) }
  }

  /// Where the strategy is described in full.
  var anchor: String { "strategy-\(index)" }

  func path(_ parts: String...) -> String { "rows/\(index)/" + parts.joined(separator: "/") }

  func figures(_ verb: TimedVerb) -> Figures { row.operations[verb] ?? Figures() }

  /// `nil` where floors were not measured, and for what is not held against one.
  func floor(_ verb: TimedVerb) -> FloorFigures? { row.floors?.figures(verb) }

  /// How bad it is, for the order of rows: sound and kept first, sound and broken last.
  var severity: Int {
    switch row.verdict {
    case .kept: 0
    case .unseen: 1
    case .escaped: 2
    case .caught: 3
    case .broken: 4
    }
  }

  var violationsSeen: [(kind: ViolationKind, count: Int)] {
    ViolationKind.allCases.compactMap { kind in
      let count = kind.count(in: row.violations)
      return count > 0 ? (kind, count) : nil
    }
  }
}

extension Verdict {
  /// In a class attribute.
  var style: String {
    switch self {
    case .kept: "kept"
    case .unseen, .escaped: "unseen"
    case .caught, .broken: "seen"
    }
  }

  /// On the page: never the same words or the same sign for a promise that held and for luck.
  var badge: Markup {
    switch self {
    case .kept: #"<span class="badge kept">sound: nothing violated</span>"#
    case .broken: #"<span class="badge seen">BROKEN: declared sound, and is not</span>"#
    case .caught: #"<span class="badge seen">unsound: caught</span>"#
    case .escaped: #"<span class="badge seen">not caught: the comparison is at fault</span>"#
    case .unseen: #"<span class="badge unseen">unsound: not seen in this run</span>"#
    }
  }
}

extension Mark {
  init(_ verdict: Verdict) {
    switch verdict {
    case .kept: self = .circle
    case .unseen, .escaped: self = .diamond
    case .caught, .broken: self = .cross
    }
  }
}

/// A cell of a table with a number that is in the JSON too.
struct NumberCell {
  static func rate(_ value: Double, _ path: String) -> Markup { cell(Quantity.rate(value), path) }

  static func microseconds(_ value: Double, _ path: String) -> Markup { cell(Quantity.microseconds(value), path) }

  static func ratio(_ value: Double, _ path: String) -> Markup { cell(Quantity.ratio(value), path) }

  private static func cell(_ text: String, _ path: String) -> Markup {
    #"<td class="number" data-json="\#(path)">\#(text)</td>"#
  }
}
