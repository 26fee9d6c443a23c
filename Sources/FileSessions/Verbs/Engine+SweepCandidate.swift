extension Engine {
  /// Looks whether an entry is worth its lock.
  /// - Parameters:
  ///   - comparesAges: whether a file's age can be told: it is of the clock that deadlines are of.
  ///   - mayBeOver: whether a session is worth being opened.
  /// - Returns: `nil` with what it is, where it is left alone.
  package func candidate(
    _ entry: EntryName, comparesAges: Bool, _ workspace: Workspace, _ finding: inout SweepFinding,
    mayBeOver: (SessionDigest) -> Bool
  ) throws(PhaseExit) -> SweepVerb<System>.Candidate? {
    finding = .ignored
    switch entry {
    case .session(let digest):
      finding = .kept
      guard mayBeOver(digest) else { return nil }
      switch try sweepVerdict(digest, workspace) {
      case .kept: return nil
      case .over: return .init(entry: entry)
      case .unanchored: return .init(entry: entry, isUnanchored: true)
      }
    case .lock(let digest): return try isLitter(lockOf: digest) ? .init(entry: entry) : nil
    case .temporary: return .init(entry: entry)
    // Told from litter by its age.
    case .recordDraft: return comparesAges ? .init(entry: entry) : nil
    case .unique: return !rules.isUnlocked || comparesAges ? .init(entry: entry) : nil
    case .corrupt, .recordAside:
      finding = .setAside
      return nil
    case .record, .stripe, .ranges: return nil
    }
  }

  /// Removes without syncs: what has expired is over, whether or not its file comes back after a power cut.
  var withoutSyncs: Engine<System> {
    var rules = rules
    rules.durability = .none
    return Engine(system: system, directory: directory, rules: rules)
  }
}
