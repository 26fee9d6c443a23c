internal import FileSessions

/// The names and ranges that sequences are made of: few, so that calls meet.
enum KernelPool {
  private static let digest = SessionDigest(0x0123_4567_89ab_cdef, 2, 3, 4)

  static let names: [EntryName] = [
    .session(digest), .lock(digest), .temporary(digest), .session(SessionDigest(9, 8, 7, 6)), .unique(5), .ranges,
  ]
  /// What they are called where a sequence is printed.
  static let labels = ["session", "lock", "temporary", "session2", "unique", "ranges"]

  /// Bytes that touch each other among them, and one far behind every file's end.
  static let ranges: [LockRange] = [
    .wholeFile, LockRange(start: 0, length: 1), LockRange(start: 1, length: 1), LockRange(start: 1 << 61, length: 1),
  ]

  static func number(of name: EntryName) -> Int { names.firstIndex(of: name) ?? -1 }

  static func label(of name: EntryName) -> String {
    let number = number(of: name)
    return number < 0 ? name.description : labels[number]
  }
}
