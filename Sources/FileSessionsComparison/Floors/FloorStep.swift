internal import CFileSessionsFloors
internal import FileSessions

/// A call of a floor's list, read back from what the loop in C is given.
struct FloorStep: Hashable, Sendable, CustomStringConvertible {
  var kind: String
  /// As `CFileSessionsFloors.h` numbers them.
  var flags: Int
  /// Which step opened the file; -1 for the directory.
  var opener: Int
  var name: String
  var newName: String
  var count: Int
  var offset: Int
  var answer: Int
  var bytes: [UInt8]

  init(
    _ kind: String, flags: Int = 0, opener: Int = -1, name: String = "", newName: String = "", count: Int = 0,
    offset: Int = 0, answer: Int = 0, bytes: [UInt8] = []
  ) {
    self.kind = kind
    self.flags = flags
    self.opener = opener
    self.name = name
    self.newName = newName
    self.count = count
    self.offset = offset
    self.answer = answer
    self.bytes = bytes
  }

  var description: String {
    "\(kind)(\(name.isEmpty ? "the file of step \(opener)" : name), flags \(flags), \(count) at \(offset)) = \(answer)"
  }
}

extension FloorScript {
  var steps: [FloorStep] {
    calls.map { call in
      let kind = call.kind
      let isNamed = Self.named.contains { $0 == kind }
      let isWrite = kind == FILE_SESSIONS_FLOOR_WRITE
      return FloorStep(
        Self.words.first { $0.kind == kind }?.word ?? "?", flags: Int(call.flags), opener: Int(call.opener),
        name: isNamed ? name(at: call.name) : "", newName: call.new_name > 0 ? name(at: call.new_name) : "",
        count: Int(call.count), offset: Int(call.offset), answer: Int(call.answer),
        bytes: isWrite ? Array(bytes[Int(call.bytes)..<Int(call.bytes) + Int(call.count)]) : [])
    }
  }

  private func name(at start: UInt32) -> String {
    String(decoding: text[Int(start)...].prefix { $0 != 0 }, as: UTF8.self)
  }

  private static var named: [file_sessions_floor_kind] {
    [
      FILE_SESSIONS_FLOOR_OPEN, FILE_SESSIONS_FLOOR_HOLD, FILE_SESSIONS_FLOOR_STATUS_AT, FILE_SESSIONS_FLOOR_RENAME,
      FILE_SESSIONS_FLOOR_LINK,
      FILE_SESSIONS_FLOOR_UNLINK,
    ]
  }

  private static var words: [(kind: file_sessions_floor_kind, word: String)] {
    [
      (FILE_SESSIONS_FLOOR_OPEN, "openat"), (FILE_SESSIONS_FLOOR_CLOSE, "close"),
      (FILE_SESSIONS_FLOOR_READ, "pread"), (FILE_SESSIONS_FLOOR_WRITE, "pwrite"),
      (FILE_SESSIONS_FLOOR_TRUNCATE, "ftruncate"), (FILE_SESSIONS_FLOOR_SYNCHRONIZE_DATA, "fdatasync"),
      (FILE_SESSIONS_FLOOR_SYNCHRONIZE, "fsync"), (FILE_SESSIONS_FLOOR_STATUS_OF, "fstat"),
      (FILE_SESSIONS_FLOOR_STATUS_AT, "fstatat"), (FILE_SESSIONS_FLOOR_RENAME, "renameat"),
      (FILE_SESSIONS_FLOOR_LINK, "linkat"), (FILE_SESSIONS_FLOOR_UNLINK, "unlinkat"),
      (FILE_SESSIONS_FLOOR_HOLD, "held"),
    ] + LockCall.allCases.map { ($0.floorKind, $0.traits.word) }
  }
}

extension LockCall {
  /// How a floor takes such a lock.
  var floorKind: file_sessions_floor_kind {
    switch self {
    case .flock: FILE_SESSIONS_FLOOR_FLOCK
    case .ofd: FILE_SESSIONS_FLOOR_OFD_LOCK
    case .posix: FILE_SESSIONS_FLOOR_POSIX_LOCK
    }
  }
}
