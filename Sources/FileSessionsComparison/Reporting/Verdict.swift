/// What the violations say about a strategy's claim.
enum Verdict: Hashable, Sendable {
  /// Declared sound, and nothing says otherwise.
  case kept
  /// Declared sound, and it is not.
  case broken
  /// Declared unsound, and seen to be.
  case caught
  /// Declared unsound, known to show it within seconds, and did not: the comparison itself is at fault.
  case escaped
  /// Declared unsound, but it takes more than this run to show it.
  case unseen

  /// The presets whose faults show within seconds, or the audit is blind.
  static let alwaysCaught: Set<String> = ["naive", "lockAfterTruncate", "rename", "unlinkThenRename"]

  init(strategy: String, declared: ComparisonRow.Declared, _ violations: Violations) {
    switch declared {
    case .sound: self = violations.isClean ? .kept : .broken
    case .unsound:
      // A call that fails is no proof of anything.
      var proof = violations
      proof.errors = 0
      self = !proof.isClean ? .caught : Self.alwaysCaught.contains(strategy) ? .escaped : .unseen
    }
  }

  var isAsDeclared: Bool { self != .broken && self != .escaped }

  /// `nil` where there was nothing to catch.
  var caught: Bool? {
    switch self {
    case .kept: nil
    case .broken, .caught: true
    case .escaped, .unseen: false
    }
  }

  var words: String {
    switch self {
    case .kept: "✓ sound"
    case .broken: "✗ BROKEN"
    case .caught: "✓ caught"
    case .escaped: "✗ not caught"
    case .unseen: "– not seen in this run"
    }
  }
}
