/// What should not have happened, and the operations that show it.
package struct Finding: Hashable, Sendable {
  package enum Kind: String, Codable, CaseIterable, Sendable {
    case tornValue = "torn value"
    case unknownValue = "value that nobody wrote"
    case failedWriteShows = "failed write that shows"
    case lostUpdate = "lost update"
    case writtenTwice = "write that shows twice"
    case staleRead = "stale read"
    case valueCameBack = "value that came back"
    case resurrected = "deleted session that came back"
    case vanished = "session that vanished"
    case createdTwice = "create over a session"
    case writtenAfterRotation = "rotated session that changed"
    case changedUnderLock = "change under a shared lock"
    case unexpectedError = "unexpected error"
    case crashed = "worker that crashed"
    case stuck = "worker that did not end"
    case lockHeld = "lock that nobody holds and nobody gets"
    case damagedFile = "damaged file"
    case leftover = "file left behind"
  }

  package var kind: Kind
  package var text: String
  package var evidence: [Operation]

  package init(_ kind: Kind, _ text: String, _ evidence: [Operation?] = []) {
    (self.kind, self.text) = (kind, text)
    var seen: Set<Operation> = []
    self.evidence = evidence.compactMap(\.self).filter { seen.insert($0).inserted }.sorted {
      ($0.invoked, $0.ended) < ($1.invoked, $1.ended)
    }
  }
}
