internal import FileSessions

// What a mutation makes of the engine's calls. Each is one small change between the engine and the seam.

extension HistorySystem {
  /// The call that is made instead, and what is answered without one.
  enum Substitute {
    case request(SystemRequest)
    case answer(SystemResult)
  }

  /// - Parameter make: makes a further call.
  func substitute(
    for request: SystemRequest, _ mutation: EngineMutation, _ make: (SystemRequest) -> SystemResult
  ) -> Substitute {
    if let substitute = substituteInMemory(for: request, mutation, make) { return substitute }
    return switch request {
    case .lock(let descriptor, let kind, let mode): lock(request, descriptor, kind, mode, mutation, make)
    case .unlock(let descriptor, _): unlock(request, descriptor, mutation, make)
    case .statusAt(let name, _): status(request, name, mutation, make)
    case .open(.session, _, _) where mutation == .inodeForVersion: openNoting(request, make)
    case .open(let name, let directory, let flags): open(name, directory, flags, mutation)
    case .rename(let from, let to, let directory, let mode): rename(from, to, directory, mode, mutation, make)
    case .releaseLocalLock where mutation == .localLockIsKept && hasWaited: granted
    case .unlink(let name, _): unlink(request, name, mutation)
    case .synchronize(let descriptor, _): synchronize(request, descriptor, mutation, make)
    case .write(let descriptor, let bytes, let offset): write(request, descriptor, bytes, offset, mutation, make)
    default: .request(request)
    }
  }

  private var granted: Substitute { .answer(.number(0)) }

  private func synchronize(
    _ request: SystemRequest, _ descriptor: CInt, _ mutation: EngineMutation, _ make: (SystemRequest) -> SystemResult
  ) -> Substitute {
    switch mutation {
    case .directoryIsNotSynced where descriptor == SimulatedKernel.directory,
      .fileIsNotSynced where descriptor != SimulatedKernel.directory:
      return granted
    case .failedSyncIsIgnored:
      _ = make(request)
      return granted
    case .failedSyncIsRepeated:
      let answer = make(request)
      return answer == .number(0) ? .answer(answer) : .request(request)
    default: return .request(request)
    }
  }

  private func lock(
    _ request: SystemRequest, _ descriptor: CInt, _ kind: LockKind, _ mode: LockMode, _ mutation: EngineMutation,
    _ make: (SystemRequest) -> SystemResult
  ) -> Substitute {
    switch mutation {
    case .sharedForExclusive: return .request(.lock(descriptor, kind, .shared))
    case .lockIsSkipped: return granted
    case .secondTryTakesNoLock where hasWaited: return granted
    case .deleteWithoutLock where verb == .delete, .sweepWithoutLock where verb == .sweep: return granted
    case .readersTakeNoLock where mode == .shared: return granted
    case .largerFileIsNotLocked where isTemporary(descriptor): return granted
    case .refusalIsIgnored:
      _ = make(request)
      return granted
    case .lockIsReleasedAtOnce:
      let answer = make(request)
      if answer == .number(0) { _ = make(.unlock(descriptor, kind)) }
      return .answer(answer)
    case .noRecheck where !isTemporary(descriptor), .linkCountForIdentity where !isTemporary(descriptor):
      lockedDescriptor = descriptor
      return .request(request)
    default: return .request(request)
    }
  }

  private func unlock(
    _ request: SystemRequest, _ descriptor: CInt, _ mutation: EngineMutation, _ make: (SystemRequest) -> SystemResult
  ) -> Substitute {
    // What is asked from here on is asked before the next lock.
    if descriptor == lockedDescriptor { lockedDescriptor = -1 }
    switch mutation {
    case .lockIsKept: return granted
    case .unlinksAfterUnlock:
      let answer = make(request)
      if let unlink = laterUnlink.take() { _ = make(unlink) }
      return .answer(answer)
    case .asksTwice:
      _ = make(.statusOf(descriptor))
      return .request(request)
    default: return .request(request)
    }
  }

  private func status(
    _ request: SystemRequest, _ name: EntryName, _ mutation: EngineMutation, _ make: (SystemRequest) -> SystemResult
  ) -> Substitute {
    // A temporary file's own second look is left as it is.
    if case .unique = name { return .request(request) }
    switch mutation {
    case .noRecheck where lockedDescriptor >= 0:
      return .request(.statusOf(lockedDescriptor))
    case .linkCountForIdentity where lockedDescriptor >= 0:
      let answer = make(.statusOf(lockedDescriptor))
      if case .status(let status) = answer, status.status.links == 0 {
        return .answer(.status(StatusResult(result: -Errno.noEntry)))
      }
      return .answer(answer)
    case .noLookBeforeLockFile where name == .session(Operation.session) && descriptorCount == 0:
      var found = FileStatus()
      (found.kind, found.links) = (.regular, 1)
      return .answer(.status(StatusResult(result: 0, status: found)))
    default: return .request(request)
    }
  }

  private func open(
    _ name: EntryName, _ directory: CInt, _ flags: OpenFlags, _ mutation: EngineMutation
  ) -> Substitute {
    var (name, flags) = (name, flags)
    switch (mutation, name) {
    case (.writesInPlace, .temporary), (.writesInPlace, .unique):
      (name, flags) = (.session(Operation.session), [.write, .create])
    case (.temporaryIsNotTruncated, .temporary): flags = [.write, .create]
    case (.temporaryIsShared, .unique): (name, flags) = (.temporary(Operation.session), [.read, .write, .create])
    case (.createReplaces, _) where flags.contains(.exclusiveCreate):
      flags.remove(.exclusiveCreate)
      flags.insert(.create)
    default: break
    }
    return .request(.open(name, directory: directory, flags))
  }

  private func rename(
    _ from: EntryName, _ to: EntryName, _ directory: CInt, _ mode: RenameMode, _ mutation: EngineMutation,
    _ make: (SystemRequest) -> SystemResult
  ) -> Substitute {
    var (from, mode) = (from, mode)
    switch mutation {
    case .writesInPlace: return granted
    case .createReplaces: mode = .replace
    case .unlinksBeforeRename: _ = make(.unlink(to, directory: directory))
    case .temporaryIsShared: if case .unique = from { from = .temporary(Operation.session) }
    case .renamesBeforeWrite: return granted
    case .readsTwice:
      if case .number(let descriptor) = make(.open(to, directory: directory, .read)), descriptor >= 0 {
        _ = make(.read(CInt(descriptor), count: 16, offset: 0))
        _ = make(.close(CInt(descriptor)))
      }
    default: break
    }
    return .request(.rename(from, to: to, directory: directory, mode))
  }

  private func unlink(_ request: SystemRequest, _ name: EntryName, _ mutation: EngineMutation) -> Substitute {
    switch (mutation, name) {
    case (.temporaryIsLeft, .temporary), (.temporaryIsLeft, .unique), (.lockFileIsLeft, .lock): return granted
    case (.unlinksAfterUnlock, .lock):
      laterUnlink = request
      return granted
    default: return .request(request)
    }
  }

  private func write(
    _ request: SystemRequest, _ descriptor: CInt, _ bytes: [UInt8], _ offset: Int, _ mutation: EngineMutation,
    _ make: (SystemRequest) -> SystemResult
  ) -> Substitute {
    switch mutation {
    case .noTombstone where state(of: bytes) == .tombstone: return .answer(.number(bytes.count))
    case .noMovedRecord where state(of: bytes) == .moved: return .answer(.number(bytes.count))
    case .tornSlotStays where bytes.allSatisfy({ $0 == 0 }): return .answer(.number(bytes.count))
    case .firstByteFirst where offset == 1:
      _ = make(.write(descriptor, bytes: Array("F".utf8), offset: 0))
      return .request(request)
    case .renamesBeforeWrite where !hasRenamed:
      hasRenamed = true
      let name = EntryName.temporary(Operation.session)
      _ = make(
        .rename(name, to: .session(Operation.session), directory: SimulatedKernel.directory, .replace))
      return .request(request)
    default: return .request(request)
    }
  }

  private func state(of bytes: [UInt8]) -> RecordHeader.State? {
    guard let header = try? RecordHeader(decoding: bytes.span, for: Operation.session) else { return nil }
    return header.state
  }

  /// What a read delivers to a mutant.
  func mutated(_ bytes: [UInt8], _ mutation: EngineMutation) -> [UInt8] {
    switch mutation {
    case .answersFromOneSlot: withoutDamagedSlot(bytes)
    case .inodeForVersion: withVersionOfInode(bytes)
    default: bytes
    }
  }

  private func withoutDamagedSlot(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 4096, let pair = try? SlotPair(decoding: bytes.span, for: Operation.session),
      let damaged = pair.damagedSlot
    else { return bytes }
    let slot = damaged * pair.slotSize..<(damaged + 1) * pair.slotSize
    var bytes = bytes
    bytes.replaceSubrange(slot, with: repeatElement(0, count: pair.slotSize))
    return bytes
  }
}
