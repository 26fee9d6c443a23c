internal import FileSessions

/// What can go wrong, as the one who is logged in meets it.
enum Violation: String, Hashable, Sendable, CaseIterable, Comparable {
  case tornRead = "torn read"
  case missingSession = "missing session"
  case staleRead = "stale read"
  case lostUpdate = "lost update"
  case lostWrite = "lost write"
  case twoHolders = "two holders"
  case resurrected = "resurrected session"
  case doubleCreate = "double create"
  case phantomDuplicate = "phantom duplicate"
  case unexpectedError = "unexpected error"
  case blocked = "blocked"
  case leftBehind = "left behind"
  case notLinearizable = "no order explains it"

  static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The promise that it breaks where nobody was killed.
  var guarantee: FileSessionStore.Guarantees {
    switch self {
    case .tornRead, .missingSession, .staleRead: .wholeReads
    case .lostUpdate, .lostWrite, .twoHolders, .blocked, .unexpectedError, .notLinearizable: .noLostUpdate
    case .resurrected: .deleteIsFinal
    case .doubleCreate, .phantomDuplicate: .exclusiveCreate
    case .leftBehind: .leavesNothingBehind
    }
  }

  /// One line that says why it is wrong.
  var reason: String {
    switch self {
    case .tornRead:
      "what was read is nothing that anybody saved: the session is destroyed, and the user logged out"
    case .missingSession: "the session is there, and was not found: the user is logged out"
    case .staleRead: "an older value came back after a newer one had been acknowledged"
    case .lostUpdate: "two updates began from one value: one of them is gone, although both were acknowledged"
    case .lostWrite: "a write was acknowledged, and nothing of it is there"
    case .twoHolders: "two clients are between their load and their save of one session at once"
    case .resurrected: "the session was deleted, and lives: who logged out is logged in again"
    case .doubleCreate: "two clients created one session"
    case .phantomDuplicate: "a create was refused because of a session that does not exist"
    case .unexpectedError: "the call failed with an error that nothing but the strategy is to blame for"
    case .blocked: "nobody can go on"
    case .leftBehind: "everybody is done, a sweep has been made, and files are left that serve nobody"
    case .notLinearizable: "no order of the operations explains what they answered"
    }
  }
}

extension History {
  /// What is wrong with it; `nil` if nothing is.
  var violation: Violation? {
    let outcomes = entries.filter { !$0.hasFailedForAReason }.compactMap(\.outcome) + (last.map { [$0] } ?? [])
    for outcome in outcomes {
      if case .damaged = outcome { return .tornRead }
      if case .failed = outcome { return .unexpectedError }
    }
    if isExplained() { return nil }
    // The first concession that explains it names it; a pair if no single one does.
    let names: [(Register.Concession, Violation)] = [
      (.doubleCreate, .doubleCreate), (.staleUpdate, .lostUpdate), (.revival, .resurrected), (.sweptAlive, .lostWrite),
      (.missing, .missingSession), (.lostWrite, .lostWrite), (.staleLoad, .staleRead),
      (.phantom, .phantomDuplicate), (.refusal, .unexpectedError),
    ]
    for (concession, violation) in names where isExplained(conceding: [concession]) { return violation }
    for (index, (first, violation)) in names.enumerated() {
      for (second, _) in names[(index + 1)...] where isExplained(conceding: [first, second]) { return violation }
    }
    return .notLinearizable
  }
}
