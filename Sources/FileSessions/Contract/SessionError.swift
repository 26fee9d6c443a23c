/// What a session operation failed with: a code to act on, and words that say what happened and what to do.
public struct SessionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Open: a code may be added without breaking a caller, so a `switch` needs a `default`.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The code's name, as in `SessionError.description`.
    public let description: String
    /// A code of another store's own. Two codes of one name are one code.
    public init(_ description: String) { self.description = description }

    /// There is no such session: it never was, was deleted, or has expired.
    public static let notFound = Code("notFound")
    /// `create` met a session of that id.
    public static let duplicate = Code("duplicate")
    /// The session is not the version that was asked for; `currentVersion` says which it is.
    public static let conflict = Code("conflict")
    /// The session has moved to another id.
    public static let rotated = Code("rotated")
    /// The lock was not granted in time; `holderProcessID` is the pid that holds it, where the system tells.
    public static let timedOut = Code("timedOut")
    /// The lock file was removed or replaced while the lock was held. Nothing was written.
    public static let lockLost = Code("lockLost")
    /// The task was cancelled while it waited for a lock, and nothing was changed; or while it swept, and the sweep
    /// ended.
    public static let cancelled = Code("cancelled")
    /// This task already holds the lock that the call would wait for.
    public static let alreadyHeld = Code("alreadyHeld")
    /// The session's file is damaged. A sweep, a `create` or a `put` sets it aside for inspection.
    public static let corrupt = Code("corrupt")
    /// A symbolic link, directory or device stands where a session's file belongs.
    public static let unexpectedFile = Code("unexpectedFile")
    /// The payload is larger than `maximumPayloadByteCount`, or than a file may be here.
    public static let tooLarge = Code("tooLarge")
    /// No space or quota is left. The old value stands.
    public static let noSpace = Code("noSpace")
    /// The process or the system has no free descriptor. Nothing was changed.
    public static let noDescriptors = Code("noDescriptors")
    /// The system refuses access.
    public static let notPermitted = Code("notPermitted")
    /// This system or file system cannot do what was asked for.
    public static let unsupported = Code("unsupported")
    /// The strategy does not keep sessions safe, and `unsoundStrategies` does not allow that.
    public static let unsoundStrategy = Code("unsoundStrategy")
    /// The directory was made for another strategy, or by a newer version.
    public static let incompatibleStore = Code("incompatibleStore")
    /// The directory is missing, or is not a directory.
    public static let noDirectory = Code("noDirectory")
    /// A configuration value or the text of a strategy makes no sense.
    public static let invalidConfiguration = Code("invalidConfiguration")
    /// The store was closed.
    public static let closed = Code("closed")
    /// The value is visible, but a sync failed: it may not survive a power cut. Not to be retried.
    public static let durabilityUnknown = Code("durabilityUnknown")
    /// A system call failed in a way that has no code of its own.
    public static let inputOutput = Code("inputOutput")
    /// A store answered what cannot be: another session than the one that was asked for, or a new one that is over. It
    /// is said by those who asked.
    public static let invalidAnswer = Code("invalidAnswer")
  }

  /// What kind of failure it is: what a program acts on.
  public let code: Code
  /// What happened, and what to do about it. Never an id.
  public let message: String
  /// The system call that failed, where one did.
  public let systemCall: String?
  /// Its error number.
  public let errno: CInt?
  /// With `conflict`: the version that the session has.
  public let currentVersion: SessionVersion?
  /// With `durabilityUnknown` of a rotation: the id that the session has now. A secret, and in no description.
  public let rotatedTo: SessionID?
  /// With `timedOut`: the pid of the lock's holder, where the system tells.
  public let holderProcessID: CInt?

  /// For implementations of `SessionStore`.
  /// - Parameters:
  ///   - code: what kind of failure it is; one of your own where none fits.
  ///   - message: what happened, and what to do about it; never an id.
  ///   - systemCall: the system call that failed, where one did.
  ///   - errno: its error number.
  ///   - currentVersion: with `conflict`, the version that the session has.
  ///   - rotatedTo: with `durabilityUnknown` of a rotation, the id that the session has now.
  ///   - holderProcessID: with `timedOut`, the process that holds the lock, where it is known.
  public init(
    _ code: Code, _ message: String, systemCall: String? = nil, errno: CInt? = nil,
    currentVersion: SessionVersion? = nil, rotatedTo: SessionID? = nil, holderProcessID: CInt? = nil
  ) {
    self.code = code
    self.message = message
    self.systemCall = systemCall
    self.errno = errno
    self.currentVersion = currentVersion
    self.rotatedTo = rotatedTo
    self.holderProcessID = holderProcessID
  }

  /// The same, of a rotation that has taken place.
  package func rotating(to id: SessionID) -> SessionError {
    SessionError(code, message, systemCall: systemCall, errno: errno, rotatedTo: id)
  }

  /// The same, with the directory or file that it is about.
  func at(_ path: String) -> SessionError {
    SessionError(
      code, "\(message) [\(path)]", systemCall: systemCall, errno: errno, currentVersion: currentVersion,
      rotatedTo: rotatedTo, holderProcessID: holderProcessID)
  }

  public var description: String {
    guard let systemCall, let errno else { return "\(code): \(message)" }
    return "\(code): \(message) (\(systemCall): \(Errno.text(errno)), errno \(errno))"
  }
}
