/// The session operations: synchronous phases over the seam, the same code for the kernel, for a fault
/// injector and for a checker that explores every interleaving.
///
/// 1. A phase never waits. Where it would have to, it gives up all it holds and stops with `PhaseExit.wait`; the
///    verb's pump waits and begins the step anew.
/// 2. A phase that may take a kernel lock needs a `LocalLockGrant`: within one process only the head of the queue of a
///    lock domain speaks to the kernel. Two threads that share a descriptor would both be granted an flock.
/// 3. The engine holds no state that changes, no clock and nothing shared. What a phase does follows from its
///    arguments and the results of its system calls alone, so that it can be re-run on recorded results.
package struct Engine<System: OperationEnvironment>: Sendable {
  package let system: System
  /// The store directory.
  package let directory: CInt
  package let rules: Rules

  package init(system: System, directory: CInt, rules: Rules) {
    self.system = system
    self.directory = directory
    self.rules = rules
  }

  /// What the threads of one process take turns for.
  package func domain(of digest: SessionDigest) -> LockDomain { LockPlan(rules.strategy, digest).domain(of: digest) }

  /// The lock that a load takes where it takes one.
  package var readerMode: LockMode { LockPlan(rules.strategy, .none).mode(for: .read) }

  /// What the store's configuration settles for every operation.
  package struct Rules: Sendable {
    package var strategy: FileSessionStore.Strategy
    package var durability: FileSessionStore.Durability
    package var maximumPayloadByteCount: Int
    /// A touch within this part of the idle lifetime since the last one changes nothing.
    package var touchCoalescingThousandths: Int
    /// Whether `open(2)` can lock here.
    package var hasOpenLock: Bool
    /// Whether session files stay open between operations. Only of strategies whose files keep their inode.
    package var holdsDescriptors: Bool
    /// Whether each change of a session moves a counter that all processes share.
    package var countsChanges: Bool
    /// Whether loads are remembered under those counters.
    package var remembersLoads: Bool

    package init(
      strategy: FileSessionStore.Strategy, durability: FileSessionStore.Durability = .none,
      maximumPayloadByteCount: Int = 1 << 20, touchCoalescingThousandths: Int = 50, hasOpenLock: Bool = false,
      holdsDescriptors: Bool = false, countsChanges: Bool = false, remembersLoads: Bool = false
    ) {
      self.strategy = strategy
      self.durability = durability
      self.maximumPayloadByteCount = maximumPayloadByteCount
      self.touchCoalescingThousandths = touchCoalescingThousandths
      self.hasOpenLock = hasOpenLock
      self.holdsDescriptors = holdsDescriptors && strategy.keepsInodes
      self.countsChanges = countsChanges
      self.remembersLoads = remembersLoads && countsChanges
    }

    /// The longest file that a session can have; what is longer was not written by a store with these rules.
    var maximumFile: Int {
      let record = RecordHeader.recordByteCount(payload: maximumPayloadByteCount)
      return isSlots ? 2 * SlotPair.slotSize(for: record) : record
    }

    /// How values are written.
    var writes: WriteMode { WriteMode(strategy) }
    var isSlots: Bool { if case .slots = strategy.shape { true } else { false } }
    var isUnlocked: Bool { if case .unlocked = strategy.shape { true } else { false } }
  }
}
