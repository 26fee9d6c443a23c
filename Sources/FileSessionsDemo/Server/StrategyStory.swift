internal import FileSessions

/// A preset, as the page tells it.
struct StrategyStory: Codable, Sendable {
  var name: String
  var what: String
  var isSound: Bool
  var origin: String

  private init(_ strategy: FileSessionStore.Strategy, _ name: String, _ what: String, _ origin: String) {
    self.name = name
    self.what = what
    self.origin = origin
    isSound = strategy.isSound
  }

  static let all: [(strategy: FileSessionStore.Strategy, story: StrategyStory)] = [
    tell(
      .lockFileRename, "lockFileRename", "a lock file per session; temporary file renamed over; waiters look again",
      "what the ticket was looking for"),
    tell(.slots, "slots", "one file per session: two checksummed records written in turns, its own lock file", "new"),
    tell(.stripedRename, "stripedRename", "64 lock files for all sessions, never removed; rename", "comments 11, 22"),
    tell(
      .byteRangeRename, "byteRangeRename", "one lock file, of which each session locks a byte; rename", "comment 22"),
    tell(.lockFile, "lockFile", "a lock file kept for good, written in place", "second patch, comment 7"),
    tell(.naive, "naive", "no lock; the file is cut, then written", "the report, comment 3"),
    tell(.lockAfterTruncate, "lockAfterTruncate", "locked after the file was cut", "comments 3, 6"),
    tell(.lockOnOpen, "lockOnOpen", "locked as it is opened, with no second look", "first patch"),
    tell(.unlinkedLockFile, "unlinkedLockFile", "a lock file, removed after each use", "r8688, comments 14, 25"),
    tell(.rename, "rename", "no lock; a temporary file renamed over", "third patch, r8750"),
    tell(.unlinkThenRename, "unlinkThenRename", "the same, the old file removed first", "comment 31"),
    tell(.wholeRequestFlock, "wholeRequestFlock", "the data file locked, with no second look", "PHP's files handler"),
  ]

  private static func tell(
    _ strategy: FileSessionStore.Strategy, _ name: String, _ what: String, _ origin: String
  ) -> (FileSessionStore.Strategy, StrategyStory) {
    (strategy, StrategyStory(strategy, name, what, origin))
  }
}
