extension FileSessionStore {
  /// What a store is made with.
  public struct Configuration: Sendable {
    /// How session files are locked and written; `nil` for what the directory was made for. A new directory is made for
    /// `slots` where the file system is known to carry it (ext4, XFS, btrfs, tmpfs, overlay), else for
    /// `lockFileRename`.
    public var strategy: Strategy?
    /// What an acknowledged write survives.
    public var durability = Durability.none
    /// The lifetime of a session that is created without one of its own: two hours idle, seven days in all.
    public var lifetime = SessionLifetime(idle: .seconds(7200), absolute: .seconds(604_800))
    /// How long a call waits for a lock before it fails with `timedOut`.
    public var lockTimeout = Duration.seconds(5)
    /// How long a `delete` waits for its lock. Longer than other calls, since a logout that is given up leaves somebody
    /// logged in; and it does not end with its task.
    public var deleteTimeout = Duration.seconds(60)
    /// A larger payload fails with `tooLarge`.
    public var maximumPayloadByteCount = 1 << 20
    /// A touch that comes sooner than this part of the idle lifetime after the last one writes nothing: from 0 to less
    /// than 1.
    public var touchCoalescingFraction = 0.05
    /// How many entries of the directory a sweep looks at in a second; `nil` for as many as it can. It waits for no
    /// lock and holds one for a single session at a time, whatever the rate.
    public var sweepEntriesPerSecond: Int?
    /// Strategies without the promises of `Guarantees.sound` are refused unless this says `.allow`.
    public var unsoundStrategies = UnsoundStrategies.refuse
    /// What to do on a file system without locks.
    public var lockFallback = LockFallback.refuse
    /// What to do where the directory does not exist.
    public var missingDirectory = MissingDirectory.create
    /// Who may write to the directory.
    public var directoryAccess = DirectoryAccess.ownerOnly
    /// What to do when the path no longer leads to the directory that was opened.
    public var directoryLoss = DirectoryLoss.fail
    /// How many session files stay open between operations.
    public var openFiles = OpenFiles.automatic
    /// Whether loads are answered from memory while nobody has changed the session, in any process.
    public var readCache = ReadCache.off
    /// Where syncs run. Syncs of different sessions that come together share the device's flushes, if there is a thread
    /// for each.
    public var blockingWork = BlockingWork.dispatch(threads: 16)
    /// What deadlines are compared with. All users of one directory have to agree on it.
    public var clock = SessionClock.system
    /// Called on the thread where it happens; keep it short, and do not call the store from it.
    public var observer: (@Sendable (borrowing StoreEvent) -> Void)?

    /// The defaults.
    /// - Parameter strategy: `nil` for what the directory was made for.
    public init(strategy: Strategy? = nil) { self.strategy = strategy }
  }
}
