#if CommandLineTool
internal import CFileSessions
package import FileSessions

/// A system that now and then lets others go first: before a file call it gives up the processor or sleeps for a
/// moment. So the windows that a strategy leaves open between two calls become wide enough to be hit within seconds.
///
/// Turns, clocks and random numbers are passed on as they are: they are no calls that another process could see.
package struct YieldingSystem<Base: SystemCalls>: SystemCalls {
  private let base: Base
  private let dice: SharedDice

  package init(_ base: Base, seed: UInt64) {
    self.base = base
    dice = SharedDice(seed: seed)
  }

  /// Of 64 calls 8 yield and 8 sleep, for up to 200 us.
  private func pause() {
    let roll = dice.next()
    switch roll & 63 {
    case 0..<8: file_sessions_yield()
    case 8..<16: file_sessions_sleep(Int64((roll >> 6) % 200_000))
    default: break
    }
  }

  package func open(_ name: EntryName, in directory: CInt, for flags: OpenFlags) -> CInt {
    pause()
    return base.open(name, in: directory, for: flags)
  }

  package func close(_ descriptor: CInt) -> CInt {
    pause()
    return base.close(descriptor)
  }

  package func read(_ descriptor: CInt, into bytes: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    pause()
    return base.read(descriptor, into: &bytes, at: offset)
  }

  package func write(_ descriptor: CInt, _ bytes: Span<UInt8>, at offset: Int) -> Int {
    pause()
    return base.write(descriptor, bytes, at: offset)
  }

  package func truncate(_ descriptor: CInt, to length: Int) -> CInt {
    pause()
    return base.truncate(descriptor, to: length)
  }

  package func synchronize(_ descriptor: CInt, _ depth: SynchronizationDepth) -> CInt {
    pause()
    return base.synchronize(descriptor, depth)
  }

  package func status(of descriptor: CInt) -> StatusResult {
    pause()
    return base.status(of: descriptor)
  }

  package func status(at name: EntryName, in directory: CInt) -> StatusResult {
    pause()
    return base.status(at: name, in: directory)
  }

  package func rename(_ from: EntryName, to: EntryName, in directory: CInt, _ mode: RenameMode) -> CInt {
    pause()
    return base.rename(from, to: to, in: directory, mode)
  }

  package func link(_ from: EntryName, to: EntryName, in directory: CInt) -> CInt {
    pause()
    return base.link(from, to: to, in: directory)
  }

  package func unlink(_ name: EntryName, in directory: CInt) -> CInt {
    pause()
    return base.unlink(name, in: directory)
  }

  package func list(_ directory: CInt, _ body: (EntryName?) -> Bool) -> CInt {
    pause()
    return base.list(directory) { entry in
      pause()
      return body(entry)
    }
  }

  package func lock(_ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) -> CInt {
    pause()
    return base.lock(descriptor, kind, mode)
  }

  package func unlock(_ descriptor: CInt, _ kind: LockKind) -> CInt {
    pause()
    return base.unlock(descriptor, kind)
  }

  package func holder(of descriptor: CInt, _ kind: LockKind) -> CInt { base.holder(of: descriptor, kind) }
  package func now() -> Timestamp { base.now() }
  package func random() -> UInt64 { base.random() }
  package func forkGeneration() -> UInt32 { base.forkGeneration() }
  package func heldDescriptor(of digest: SessionDigest) -> CInt { base.heldDescriptor(of: digest) }

  package func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt {
    pause()
    return base.keep(descriptor, for: digest)
  }

  package func generation(of digest: SessionDigest) -> Generation {
    pause()
    return base.generation(of: digest)
  }

  package func note(_ end: ChangeEnd, of digest: SessionDigest) {
    pause()
    base.note(end, of: digest)
  }

  package func recall(_ digest: SessionDigest, in generation: Generation, at now: Timestamp) -> RememberedSession? {
    base.recall(digest, in: generation, at: now)
  }

  package func remember(
    _ digest: SessionDigest, _ session: RememberedSession, in generation: Generation, at now: Timestamp
  ) {
    pause()
    base.remember(digest, session, in: generation, at: now)
  }

  package func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket { base.ticket(for: domain, mode) }
  package func enterTurn(_ ticket: TurnTicket) -> TurnStep { base.enterTurn(ticket) }
  package func leaveTurn(_ ticket: TurnTicket) { base.leaveTurn(ticket) }
}
#endif
