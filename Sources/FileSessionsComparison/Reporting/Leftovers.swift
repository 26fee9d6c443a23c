package import FileSessions

/// What is left behind after one sweep, with nobody at work.
package struct Leftovers: Codable, Hashable, Sendable {
  /// Lock files of sessions that do not exist.
  package var lockFiles = 0
  package var temporaryFiles = 0

  package init() {}

  package init(in entries: [EntryName]) {
    let present = Set(entries)
    for entry in entries {
      switch entry {
      case .lock(let digest): if !present.contains(.session(digest)) { lockFiles += 1 }
      case .temporary, .unique, .recordDraft: temporaryFiles += 1
      case .session, .corrupt, .record, .recordAside, .stripe, .ranges: break
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case lockFiles = "lock_files"
    case temporaryFiles = "temp_files"
  }

  package var words: String {
    let parts = [
      Violations.counted(lockFiles, "lock file"), Violations.counted(temporaryFiles, "temp file"),
    ].compactMap(\.self)
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }
}
