internal import FileSessions

// Mutants of what a process keeps in memory.

extension HistorySystem {
  /// `nil` for a call that is made as it is.
  func substituteInMemory(
    for request: SystemRequest, _ mutation: EngineMutation, _ make: (SystemRequest) -> SystemResult
  ) -> Substitute? {
    switch (mutation, request) {
    case (.heldFileIsNotLookedAt, .heldDescriptor):
      let answer = make(request)
      if case .number(let descriptor) = answer, descriptor >= 0 { lentDescriptor = CInt(descriptor) }
      return .answer(answer)
    case (.heldFileIsNotLookedAt, .statusOf(lentDescriptor)):
      var status = FileStatus()
      (status.links, status.kind) = (1, .regular)
      return .answer(.status(StatusResult(result: 0, status: status)))
    case (.changeIsNotBegun, .note(.begins, _)), (.changeIsNotEnded, .note(.ends, _)): return .answer(.number(0))
    case (.counterIsReadLate, .writeCache(let digest, let session, _, let now)):
      guard case .word(let word) = make(.changeCounter(digest)), ChangeCounter(word: word).isQuiet else {
        return .answer(.number(0))
      }
      return .request(.writeCache(digest, session, ChangeCounter(word: word), now))
    case (.remembersUnderWriters, .changeCounter):
      guard case .word(let word) = make(request) else { return nil }
      return .answer(.word(word & ~0xffff))
    default: return nil
    }
  }
}
