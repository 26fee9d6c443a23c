/// A system whose every call goes through an interceptor: one that records, replays, injects faults or lets others run.
package struct InterceptedSystem<Base: SystemCalls, Interceptor: CallInterceptor>: SystemCalls {
  package let base: Base
  package let interceptor: Interceptor

  package init(_ base: Base, _ interceptor: Interceptor) {
    self.base = base
    self.interceptor = interceptor
  }

  private func answer(_ request: SystemRequest) -> SystemResult { interceptor.intercept(request, base.perform) }

  private func number(_ request: SystemRequest) -> Int {
    if case .number(let number) = answer(request) { number } else { Int(-Errno.invalid) }
  }

  private func status(_ request: SystemRequest) -> StatusResult {
    if case .status(let status) = answer(request) { status } else { StatusResult(result: -Errno.invalid) }
  }

  private func word(_ request: SystemRequest) -> UInt64 {
    if case .word(let word) = answer(request) { word } else { 0 }
  }

  package func open(_ name: EntryName, in directory: CInt, for flags: OpenFlags) -> CInt {
    CInt(number(.open(name, directory: directory, flags)))
  }

  package func close(_ descriptor: CInt) -> CInt { CInt(number(.close(descriptor))) }

  package func read(_ descriptor: CInt, into bytes: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    guard case .bytes(let delivered, let result) = answer(.read(descriptor, count: bytes.count, offset: offset)) else {
      return Int(-Errno.invalid)
    }
    for index in delivered.indices { bytes[index] = delivered[index] }
    return result
  }

  package func write(_ descriptor: CInt, _ bytes: Span<UInt8>, at offset: Int) -> Int {
    number(.write(descriptor, bytes: [UInt8](copying: bytes), offset: offset))
  }

  package func truncate(_ descriptor: CInt, to length: Int) -> CInt {
    CInt(number(.truncate(descriptor, length: length)))
  }

  package func synchronize(_ descriptor: CInt, _ depth: SynchronizationDepth) -> CInt {
    CInt(number(.synchronize(descriptor, depth)))
  }

  package func status(of descriptor: CInt) -> StatusResult { status(.statusOf(descriptor)) }

  package func status(at name: EntryName, in directory: CInt) -> StatusResult {
    status(.statusAt(name, directory: directory))
  }

  package func rename(_ from: EntryName, to: EntryName, in directory: CInt, _ mode: RenameMode) -> CInt {
    CInt(number(.rename(from, to: to, directory: directory, mode)))
  }

  package func link(_ from: EntryName, to: EntryName, in directory: CInt) -> CInt {
    CInt(number(.link(from, to: to, directory: directory)))
  }

  package func unlink(_ name: EntryName, in directory: CInt) -> CInt {
    CInt(number(.unlink(name, directory: directory)))
  }

  package func list(_ directory: CInt, _ body: (EntryName?) -> Bool) -> CInt {
    guard case .entries(let entries, let result) = answer(.list(directory: directory)) else { return -Errno.invalid }
    for entry in entries { guard body(entry) else { break } }
    return result
  }

  package func lock(_ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) -> CInt {
    CInt(number(.lock(descriptor, kind, mode)))
  }

  package func unlock(_ descriptor: CInt, _ kind: LockKind) -> CInt { CInt(number(.unlock(descriptor, kind))) }
  package func holder(of descriptor: CInt, _ kind: LockKind) -> CInt { CInt(number(.holder(descriptor, kind))) }

  package func now() -> Timestamp {
    if case .time(let time) = answer(.now) { time } else { .distantFuture }
  }

  package func random() -> UInt64 { word(.random) }
  package func forkGeneration() -> UInt32 { UInt32(truncatingIfNeeded: word(.forkGeneration)) }

  package func heldDescriptor(of digest: SessionDigest) -> CInt { CInt(number(.heldDescriptor(digest))) }

  package func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt {
    CInt(number(.keep(descriptor, digest)))
  }

  package func generation(of digest: SessionDigest) -> Generation { Generation(word: word(.generation(digest))) }

  package func note(_ end: ChangeEnd, of digest: SessionDigest) { _ = answer(.note(end, digest)) }

  package func recall(_ digest: SessionDigest, in generation: Generation, at now: Timestamp) -> RememberedSession? {
    if case .session(let session) = answer(.recall(digest, generation, now)) { session } else { nil }
  }

  package func remember(
    _ digest: SessionDigest, _ session: RememberedSession, in generation: Generation, at now: Timestamp
  ) {
    _ = answer(.remember(digest, session, generation, now))
  }

  package func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket {
    interceptor.ticket(for: domain, mode) ?? base.ticket(for: domain, mode)
  }

  package func enterTurn(_ ticket: TurnTicket) -> TurnStep {
    if case .turn(let step) = answer(.enterTurn(ticket)) { step } else { .queued }
  }

  package func leaveTurn(_ ticket: TurnTicket) { _ = answer(.leaveTurn(ticket)) }
}
