internal import CFileSessions

/// What a file system has left: ENOSPC has more causes than one, and each its own remedy.
struct RoomLeft: Sendable {
  enum Lack: Hashable, Sendable {
    case room, inodes
    /// There is room and there are inodes: what is full is the directory, whose index has a limit (ext4: two levels,
    /// some millions of names with blocks of 4 KiB, and a hundred thousand with blocks of 1 KiB).
    case directoryIndex
    case unknown
  }

  private let room: file_sessions_room_left?

  init(of directory: CInt) {
    var room = file_sessions_room_left()
    self.room = unsafe file_sessions_room(directory, &room) == 0 ? room : nil
  }

  /// What a call lacked.
  func lack(of call: Failure.Call) -> Lack {
    guard let room else { return .unknown }
    if room.counts_files != 0, room.files == 0 { return .inodes }
    // A few blocks may be left that a file needs more than.
    if room.bytes < 1 << 16 { return .room }
    switch call {
    case .open, .rename, .link: return .directoryIndex
    default: return .unknown
    }
  }
}

extension SessionError {
  init(noSpaceFor call: Failure.Call, _ room: RoomLeft) {
    let words =
      switch room.lack(of: call) {
      case .room: "no room is left on the file system; free some"
      case .inodes: "no inode is left on the file system; remove files, or make it anew with more"
      case .directoryIndex:
        "the directory cannot take another name, though there are room and inodes: its index is full; sweep it, or move it to "
          + "a file system with larger directories (ext4: blocks of 4 KiB, large_dir)"
      case .unknown: "no space is left; free some"
      }
    self.init(.noSpace, words, systemCall: call.rawValue, errno: Errno.noSpace)
  }
}
