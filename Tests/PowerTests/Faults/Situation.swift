import FileSessions

/// Something that happens to the file system or the directory below a running store.
///
/// Limits of a process are in `ExhaustionTests`, which has processes to put them on. A remount that makes a file system
/// read-only while a store has its record open for writing is refused by Linux (EBUSY): what takes the right to write
/// away from a running store is the kernel that has found an error (`errors=remount-ro`).
enum Situation: String, CaseIterable, Sendable {
  case fullTmpfs, tmpfsWithoutInodes, fullExt4, ext4WithoutInodes, fullXFS, fullBtrfs, quota
  case readOnly, shutDownExt4, shutDownXFS
  case removed, moved, mountedOver

  enum Kind {
    /// There is no room for anything new.
    case full
    case readOnly
    /// Nothing can be read or written until it is mounted again.
    case shutDown
    /// The path leads to another directory, or to none.
    case lost
  }

  var kind: Kind {
    switch self {
    case .fullTmpfs, .tmpfsWithoutInodes, .fullExt4, .ext4WithoutInodes, .fullXFS, .fullBtrfs, .quota: .full
    case .readOnly: .readOnly
    case .shutDownExt4, .shutDownXFS: .shutDown
    case .removed, .moved, .mountedOver: .lost
    }
  }

  /// What a verb that fails says.
  var code: SessionError.Code {
    switch kind {
    case .full: .noSpace
    case .readOnly: .notPermitted
    case .shutDown: .inputOutput
    case .lost: .noDirectory
    }
  }

  /// Whether a verb has to succeed all the same.
  ///
  /// A logout must not fail for a full disk. `lockFile` alone makes a file to lock, for which there has to be an inode.
  func permits(_ verb: FaultVerb, _ strategy: FileSessionStore.Strategy) -> Bool {
    switch kind {
    case .full:
      if lacksInodes, strategy == .lockFile { return false }
      return [.load, .loadOther, .delete, .sweep].contains(verb)
    case .readOnly: return [.load, .loadOther].contains(verb)
    case .shutDown, .lost: return false
    }
  }

  /// Whether success would be a lie: what cannot be written must not be said to be, and what cannot be told is not "no
  /// such session".
  func forbids(_ verb: FaultVerb) -> Bool {
    switch self {
    case .readOnly, .shutDownExt4, .shutDownXFS: verb.changes
    // What is open is still there, but nothing new can be.
    case .removed: verb != .load
    case .moved, .mountedOver: verb == .loadOther || verb == .sweep
    default: false
    }
  }

  var lacksInodes: Bool { self == .tmpfsWithoutInodes || self == .ext4WithoutInodes }

  /// What it happens to.
  var fileSystemType: FileSystemType {
    switch self {
    case .fullExt4, .ext4WithoutInodes, .readOnly, .shutDownExt4: .ext4
    case .fullXFS, .shutDownXFS: .xfs
    case .fullBtrfs, .quota: .btrfs
    case .fullTmpfs, .tmpfsWithoutInodes, .removed, .moved, .mountedOver: .tmpfs
    }
  }

  /// Whether the sessions are there afterwards.
  var keepsSessions: Bool { self != .removed }

  /// Whether the file system is mounted anew afterwards, so that stores have to be opened anew.
  var needsMount: Bool { kind == .readOnly || kind == .shutDown }
}
