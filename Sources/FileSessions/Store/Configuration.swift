extension FileSessionStore {
  /// What a store is made with.
  public struct Configuration: Sendable {
    /// How session files are locked and written.
    public var strategy: Strategy
    /// What an acknowledged write survives.
    public var durability = Durability.none
    /// The lifetime of a session that is created without one of its own: two hours idle, seven days in all.
    public var lifetime = SessionLifetime(idle: .seconds(7200), absolute: .seconds(604_800))
    /// How long a call waits for a lock before it fails with `timedOut`.
    public var lockTimeout = Duration.seconds(5)
    /// Bytes.
    public var maximumPayload = 1 << 20
    /// A touch that comes sooner than this part of the idle lifetime after the last one writes nothing: from 0 to less
    /// than 1.
    public var touchCoalescing = 0.05
    /// How many entries of the directory a sweep looks at in a second; `nil` for as many as it can. It waits for no lock and
    /// holds one for a single session at a time, whatever the rate.
    public var sweepRate: Int?
    /// Strategies without the promises of `Guarantees.sound` are refused unless this says `.allow`.
    public var unsoundStrategies = UnsoundStrategies.refuse
    /// What to do on a file system without locks.
    public var withoutLocks = WithoutLocks.refuse
    /// What to do where the directory does not exist.
    public var missingDirectory = MissingDirectory.create
    /// How many session files stay open between operations.
    public var heldDescriptors = HeldDescriptors.automatic
    /// Whether loads are answered from memory while nobody has changed the session, in any process.
    public var cachedLoads = CachedLoads.off
    /// Where syncs and sweeps run. Syncs of different sessions that come together share the device's flushes, so it takes
    /// threads for as many as shall.
    public var blockingWork = BlockingWork.dispatch(threads: 16)
    public var clock = SessionClock.system
    /// Called on the thread where it happens; keep it short, and do not call the store from it.
    public var observer: (@Sendable (borrowing StoreEvent) -> Void)?

    public init(strategy: Strategy = .lockFileRename) { self.strategy = strategy }
  }

  public enum UnsoundStrategies: Hashable, Sendable { case refuse, allow }

  public enum WithoutLocks: Hashable, Sendable {
    /// Fail with `unsupported`.
    case refuse
    /// Fall back to `Strategy.rename`, which is unsound: `unsoundStrategies` has to allow it too. The directory
    /// records it, and `effectiveStrategy` shows it.
    case renameOnly
  }

  public enum MissingDirectory: Hashable, Sendable {
    /// Make it, with mode 0700; its parent has to exist.
    case create
    case refuse
  }

  /// What becomes of the old id when a session is rotated.
  public enum OldID: Hashable, Sendable {
    /// Until the grace period ends, a load of the old id answers the payload as it was at the rotation. So rotate first,
    /// and write the login to the new id: what was written before the rotation can be read with the old id, stolen or
    /// not, until then.
    case frozen
    /// Until the grace period ends, a load of the old id answers what the new one holds. Whoever has stolen the old id
    /// sees the session of the login that followed, for that long.
    case forwarding
  }
}
