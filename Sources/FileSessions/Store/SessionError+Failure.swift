extension SessionError {
  /// The error that a user sees of an engine's failure.
  package init(_ failure: Failure) {
    switch failure {
    case .notFound: self.init(.notFound, "there is no such session; it may have been deleted or have expired")
    case .duplicate: self.init(.duplicate, "a session of this id exists; use put to replace it")
    case .conflict(let current):
      self.init(.conflict, "the session was saved by somebody else; load it and try again", currentVersion: current)
    case .rotated: self.init(.rotated, "the session has moved to another id; use that one")
    case .lockLost:
      self.init(
        .lockLost,
        "the session's lock file was removed or replaced while the lock was held, so nothing was written; try again, and "
          + "find out who removes files there")
    case .corrupt(.oversized):
      self.init(.tooLarge, "the session's file is larger than this store's maximumPayloadByteCount allows; raise that")
    case .corrupt(.unknownFormat):
      self.init(.unsupported, "the session's file has a format that this version does not know; use a newer one")
    case .corrupt(.otherLayout):
      self.init(
        .incompatibleStore,
        "the session's file was written by a strategy that lays files out in another way; convert the directory")
    case .corrupt(let damage): self.init(.corrupt, "the session file \(damage.words); a sweep sets it aside")
    case .unexpectedFile:
      self.init(
        .unexpectedFile, "a link, directory or device stands where the session's file belongs; remove it by hand")
    case .forked:
      self.init(.closed, "this process was forked while its parent held the lock; only the parent may write")
    case .alreadyHeld:
      self.init(
        .alreadyHeld, "this task holds the session's lock and would wait for itself; use the locked session")
    case .tooLarge(let count, let limit):
      self.init(.tooLarge, "the payload has \(count) bytes; maximumPayloadByteCount allows \(limit)")
    case .durabilityUnknown(let call, let error):
      self.init(
        .durabilityUnknown, "the value is written but may not survive a power cut; check the disk, do not retry",
        systemCall: call.rawValue, errno: error)
    case .system(let call, let error): self.init(call, error)
    }
  }

  /// The error of a system call: one code per cause that can be acted on.
  package init(_ call: Failure.Call, _ error: CInt) {
    let (code, message) = Self.meaning(of: error)
    self.init(code, message, systemCall: call.rawValue, errno: error)
  }

  /// ENOENT in a directory that is there: a temporary file, say, was taken from under its writer.
  init(fileRemovedDuring call: Failure.Call) {
    self.init(
      .inputOutput,
      "a file was removed while it was in use; find out which program removes files there (under an unsound strategy: another "
        + "user of this store)", systemCall: call.rawValue, errno: Errno.noEntry)
  }

  private static func meaning(of error: CInt) -> (Code, String) {
    switch error {
    case Errno.noSpace: (.noSpace, "no space is left; free some")
    case Errno.overQuota: (.noSpace, "the quota of this user or group is used up; raise it, or remove files")
    case Errno.fileTooBig: (.tooLarge, "the file would be larger than the process may write; raise RLIMIT_FSIZE")
    case Errno.processFiles, Errno.systemFiles:
      (.noDescriptors, "no descriptor is free; raise RLIMIT_NOFILE, or close what is no longer used")
    case Errno.accessDenied, Errno.notPermitted, Errno.readOnly:
      (.notPermitted, "the system refuses access; the directory has to belong to this user and be writable")
    case Errno.noEntry: (.noDirectory, "the store directory is gone; make a new store")
    case Errno.notDirectory: (.noDirectory, "that is not a directory; make a new store, of a path that leads to one")
    case Errno.noLocks, Errno.notImplemented, Errno.notSupported, Errno.notSupportedByFile:
      (.unsupported, "this file system does not support the call; choose another directory or strategy")
    default: (.inputOutput, "a system call failed; look at the disk or the file system")
    }
  }
}

extension RecordHeader.Damage {
  fileprivate var words: String {
    switch self {
    case .empty: "is empty"
    case .truncated: "is cut short"
    case .oversized: "is larger than any session can be"
    case .foreign: "holds something else than a session"
    case .unknownFormat: "has a format that this version does not know"
    case .checksum: "fails its checksum"
    case .otherSession: "belongs to another session"
    case .otherLayout: "was written by a strategy that lays files out in another way"
    case .sizeMismatch: "has a size that does not fit its content"
    }
  }
}
