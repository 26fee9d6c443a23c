internal import FileSessions

/// The kinds of violations as the page explains them: to a logged-in user, and to an engineer.
enum ViolationKind: String, CaseIterable {
  // Their names in the JSON.
  case tornReads = "torn_reads"
  case lostUpdates = "lost_updates"
  case resurrections
  case missing
  case staleReads = "stale_reads"
  case corrupt
  case errors

  var name: String {
    switch self {
    case .tornReads: "torn reads"
    case .lostUpdates: "lost updates"
    case .resurrections: "resurrections"
    case .missing: "missing"
    case .staleReads: "stale reads"
    case .corrupt: "corrupt files"
    case .errors: "errors"
    }
  }

  /// For a tag in a picture.
  var tag: String {
    switch self {
    case .tornReads: "torn"
    case .lostUpdates: "lost"
    case .resurrections: "revived"
    case .missing: "missing"
    case .staleReads: "stale"
    case .corrupt: "corrupt"
    case .errors: "errors"
    }
  }

  /// What a logged-in user notices of it.
  var meaning: String {
    switch self {
    case .tornReads: "logged out for no reason"
    case .lostUpdates: "an item vanished from the cart"
    case .resurrections: "logged out, and yet the session is back"
    case .missing: "logged out in the middle of a click"
    case .staleReads: "saved, but the next page shows the old cart"
    case .corrupt: "logged out for good; the cart is gone too"
    case .errors: "an error page instead of the shop"
    }
  }

  /// What the audit counts.
  var definition: String {
    switch self {
    case .tornReads: "A load or an update met a damaged record, or a payload that mixes two writes."
    case .lostUpdates: "An update was acknowledged, and another one wrote over it: its change is not in the file."
    case .resurrections: "A session was seen again after its delete was acknowledged."
    case .missing: "A load or an update of a living session was told that there is none."
    case .staleReads: "A read showed an older value than one that was acknowledged before the read began."
    case .corrupt: "A file was damaged at the end, or had been set aside as damaged by then."
    case .errors: "A call failed that had no reason to."
    }
  }

  func count(in violations: Violations) -> Int {
    switch self {
    case .tornReads: violations.tornReads
    case .lostUpdates: violations.lostUpdates
    case .resurrections: violations.resurrections
    case .missing: violations.missing
    case .staleReads: violations.staleReads
    case .corrupt: violations.corrupt
    case .errors: violations.errors
    }
  }

  /// The guarantees that rule it out, all together.
  var ruledOutBy: FileSessionStore.Guarantees {
    switch self {
    case .tornReads, .corrupt: .wholeReads
    case .lostUpdates: .noLostUpdate
    case .resurrections: .deleteIsFinal
    case .missing, .staleReads, .errors: .sound
    }
  }
}

/// What a run says about one kind of violation of one strategy.
enum Finding: Equatable {
  case seen(Int, wasPromised: Bool)
  /// Promised, and nothing says otherwise.
  case kept
  /// Not promised, and not met with. That is luck and no pass.
  case unseen

  init(_ kind: ViolationKind, in row: ComparisonRow) {
    let wasPromised = row.promised.isSuperset(of: kind.ruledOutBy)
    let count = kind.count(in: row.violations)
    self = count > 0 ? .seen(count, wasPromised: wasPromised) : wasPromised ? .kept : .unseen
  }
}

extension ComparisonRow {
  /// The guarantees that are declared, as a value again.
  var promised: FileSessionStore.Guarantees {
    FileSessionStore.Guarantees.named.reduce(into: []) { promised, entry in
      if guarantees.contains(entry.name) { promised.insert(entry.guarantee) }
    }
  }
}
