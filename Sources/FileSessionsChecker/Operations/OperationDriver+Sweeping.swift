internal import FileSessions

// A sweep is a phase for each entry of the directory, none of which waits.

extension OperationDriver {
  func sweep(_ tickets: inout Int) throws(Stop) -> Outcome {
    var entries: [EntryName] = []
    let result = system.list(engine.directory) { entry in
      if let entry { entries.append(entry) }
      return true
    }
    guard result == 0 else { throw .failed(.system(.listDirectory, error: -result)) }
    for entry in entries where !system.isSuspended { try sweep(entry, &tickets) }
    return .swept
  }

  /// As `StoreCore.sweep`: an entry that is in use is left, and a failure is only reported.
  private func sweep(_ entry: EntryName, _ tickets: inout Int) throws(Stop) {
    let engine = engine
    switch entry {
    case .session(let digest):
      guard (try? engine.sweepLook(digest, workspace)) == .over else { return }
      _ = try? once(digest, &tickets) { turn, workspace throws(Stop) in
        try engine.sweepSession(digest, turn, workspace)
      }
    case .lock(let digest):
      guard (try? engine.isLitter(lockOf: digest)) == true else { return }
      fallthrough
    case .temporary(let digest):
      _ = try? once(digest, &tickets) { turn, workspace throws(Stop) in
        try engine.sweepHelper(digest, turn, workspace)
      }
    case .unique, .recordDraft: _ = try? engine.sweepTemporary(entry)
    case .corrupt, .record, .recordAside, .stripe, .ranges: return
    }
  }
}
