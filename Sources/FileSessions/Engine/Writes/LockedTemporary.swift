extension Engine {
  /// A temporary file under this caller's exclusive lock.
  func lockedTemporary(_ plan: LockPlan) throws(PhaseExit) -> LockedTemporary<System> {
    // A sweeper may take each for litter between its creation and its lock; that it does so again and again is
    // not to be expected.
    for _ in 0..<16 {
      let name = EntryName.unique(system.random())
      let descriptor = try system.opened(name, in: directory, for: [.read, .write, .exclusiveCreate])
      do throws(PhaseExit) {
        let lock = try HeldLock(locking: descriptor, plan.kind, .exclusive, system)
        if try lock.isStillNamed(name, in: directory) { return LockedTemporary(name: name, lock: lock) }
      } catch {
        _ = system.unlink(name, in: directory)
        guard case .wait = error else { throw error }
      }
    }
    throw .failed(.system(.lock, error: Errno.wouldBlock))
  }
}

/// A temporary file under this caller's exclusive lock: it may become a session's file, or is discarded.
struct LockedTemporary<System: OperationEnvironment>: ~Copyable {
  let name: EntryName
  let lock: HeldLock<System>

  consuming func intoLock() -> HeldLock<System> { lock }

  consuming func discard(_ engine: Engine<System>) {
    _ = engine.system.unlink(name, in: engine.directory)
    lock.release()
  }
}
