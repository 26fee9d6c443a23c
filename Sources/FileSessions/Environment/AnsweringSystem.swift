// Calls as values, and values as calls: the two places that know every call of the seam by its arguments.

/// A system that is asked by values: one that records, replays, simulates, injects faults or lets others run.
///
/// It says what a request is answered, and has all calls from here. An answer that does not fit its request counts as a
/// call that failed.
package protocol AnsweringSystem: OperationEnvironment {
  func answer(_ request: SystemRequest) -> SystemResult
}

extension AnsweringSystem {
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
    let count = min(delivered.count, bytes.count)
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      _ = unsafe buffer.update(fromContentsOf: delivered.prefix(count))
    }
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
  package func forkCount() -> UInt32 { UInt32(truncatingIfNeeded: word(.forkCount)) }

  package func heldDescriptor(of digest: SessionDigest) -> CInt { CInt(number(.heldDescriptor(digest))) }

  package func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt {
    CInt(number(.keep(descriptor, digest)))
  }

  package func changeCounter(of digest: SessionDigest) -> ChangeCounter {
    // Nothing is remembered under a word that says somebody is at work.
    if case .word(let word) = answer(.changeCounter(digest)) {
      ChangeCounter(word: word)
    } else {
      ChangeCounter(word: 1)
    }
  }

  package func note(_ end: ChangeEnd, of digest: SessionDigest) { _ = answer(.note(end, digest)) }

  package func readCache(_ digest: SessionDigest, in changeCounter: ChangeCounter, at now: Timestamp) -> CachedSession?
  {
    if case .session(let session) = answer(.readCache(digest, changeCounter, now)) { session } else { nil }
  }

  package func writeCache(
    _ digest: SessionDigest, _ session: CachedSession, in changeCounter: ChangeCounter, at now: Timestamp
  ) {
    _ = answer(.writeCache(digest, session, changeCounter, now))
  }

  package func requestLocalLock(_ ticket: LocalLockRequest) -> LocalLockAnswer {
    if case .localLock(let step) = answer(.requestLocalLock(ticket)) { step } else { .queued }
  }

  package func releaseLocalLock(_ ticket: LocalLockRequest) { _ = answer(.releaseLocalLock(ticket)) }
}

extension OperationEnvironment {
  /// Makes a call that is given as a value.
  package func perform(_ request: SystemRequest) -> SystemResult {
    switch request {
    case .open(let name, let directory, let flags): .number(Int(open(name, in: directory, for: flags)))
    case .close(let descriptor): .number(Int(close(descriptor)))
    case .read(let descriptor, let count, let offset): performRead(descriptor, count, offset)
    case .write(let descriptor, let bytes, let offset): .number(write(descriptor, bytes.span, at: offset))
    case .truncate(let descriptor, let length): .number(Int(truncate(descriptor, to: length)))
    case .synchronize(let descriptor, let depth): .number(Int(synchronize(descriptor, depth)))
    case .statusOf(let descriptor): .status(status(of: descriptor))
    case .statusAt(let name, let directory): .status(status(at: name, in: directory))
    case .rename(let from, let to, let directory, let mode): .number(Int(rename(from, to: to, in: directory, mode)))
    case .link(let from, let to, let directory): .number(Int(link(from, to: to, in: directory)))
    case .unlink(let name, let directory): .number(Int(unlink(name, in: directory)))
    case .list(let directory): performList(directory)
    case .lock(let descriptor, let kind, let mode): .number(Int(lock(descriptor, kind, mode)))
    case .unlock(let descriptor, let kind): .number(Int(unlock(descriptor, kind)))
    case .holder(let descriptor, let kind): .number(Int(holder(of: descriptor, kind)))
    case .now: .time(now())
    case .random: .word(random())
    case .forkCount: .word(UInt64(forkCount()))
    case .heldDescriptor(let digest): .number(Int(heldDescriptor(of: digest)))
    case .keep(let descriptor, let digest): .number(Int(keep(descriptor, for: digest)))
    case .changeCounter(let digest): .word(changeCounter(of: digest).word)
    case .note(let end, let digest): performNote(end, digest)
    case .readCache(let digest, let changeCounter, let now): .session(readCache(digest, in: changeCounter, at: now))
    case .writeCache(let digest, let session, let changeCounter, let now):
      performRemember(digest, session, changeCounter, now)
    case .requestLocalLock(let ticket): .localLock(requestLocalLock(ticket))
    case .releaseLocalLock(let ticket): performLeave(ticket)
    }
  }

  private func performRead(_ descriptor: CInt, _ count: Int, _ offset: Int) -> SystemResult {
    var buffer = [UInt8](repeating: 0, count: count)
    var span = buffer.mutableSpan
    let result = read(descriptor, into: &span, at: offset)
    return .bytes(Array(buffer[..<max(0, result)]), result: result)
  }

  private func performList(_ directory: CInt) -> SystemResult {
    var entries: [EntryName?] = []
    let result = list(directory) { entry in
      entries.append(entry)
      return true
    }
    return .entries(entries, result: result)
  }

  private func performNote(_ end: ChangeEnd, _ digest: SessionDigest) -> SystemResult {
    note(end, of: digest)
    return .number(0)
  }

  private func performRemember(
    _ digest: SessionDigest, _ session: CachedSession, _ changeCounter: ChangeCounter, _ now: Timestamp
  ) -> SystemResult {
    writeCache(digest, session, in: changeCounter, at: now)
    return .number(0)
  }

  private func performLeave(_ ticket: LocalLockRequest) -> SystemResult {
    releaseLocalLock(ticket)
    return .number(0)
  }
}
