// Reading session files: what every strategy shares.

extension Engine {
  /// Reads a session file that holds one record. Without a lock this is whole exactly if files are published whole.
  func readFile(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> Record {
    guard let descriptor = try openedSession(digest, for: .read) else { return .absent }
    let record = try readRecord(descriptor.raw, digest, workspace)
    descriptor.close()
    return record
  }

  /// Reads the one record of an open session file.
  func readRecord(_ descriptor: CInt, _ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> Record {
    var count = try readSome(descriptor, workspace, from: 0)
    // A file that is locked before it is filled is empty for that long. One that only reads like that is a session.
    if count == 0, try regularByteCount(descriptor) == 0, case .dataFile = rules.strategy.shape { return .absent }
    var record = decodeFile(digest, count, workspace)
    // A read may come back short of the end, on a bad disk or a network file system: only the end makes damage of it.
    while case .damaged = record {
      switch try readMore(descriptor, workspace, from: count) {
      case .bytes(0):
        _ = try regularByteCount(descriptor)
        return record
      case .bytes(let more): count += more
      case .tooLarge: return .damaged(.oversized)
      }
      record = decodeFile(digest, count, workspace)
    }
    return record
  }

  private func decodeFile(_ digest: SessionDigest, _ count: Int, _ workspace: Workspace) -> Record {
    do throws(RecordHeader.Damage) {
      let bytes = workspace.incoming
      let header = try RecordHeader(decoding: bytes.span.extracting(0..<count), for: digest)
      if header.slotSize != 0 { return .damaged(.otherLayout) }
      let end = RecordHeader.byteCount + header.payloadCount
      return count == end + RecordHeader.trailerByteCount
        ? .found(header, payload: RecordHeader.byteCount..<end) : .damaged(.sizeMismatch)
    } catch {
      return .damaged(error)
    }
  }

  /// Reads a session file of two slots.
  func readPair(_ descriptor: CInt, _ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> PairReading {
    var count = try readSome(descriptor, workspace, from: 0)
    let isDurable = rules.durability != .none
    var reading = PairReading(digest, count, in: workspace.incoming, forgetsUnfinished: isDurable)
    // As above. The size of the slots is half of the file's, so nothing is an answer before the end was met: half of
    // what fits the buffer may lie in the middle of a payload, and that may look like a record.
    while count == workspace.incoming.count || !reading.isSettled || reading.record == .absent {
      switch try readMore(descriptor, workspace, from: count) {
      case .bytes(0):
        _ = try regularByteCount(descriptor)
        return reading
      case .bytes(let more): count += more
      case .tooLarge: return .damaged(.oversized)
      }
      reading = PairReading(digest, count, in: workspace.incoming, forgetsUnfinished: isDurable)
    }
    return reading
  }

  /// A device in place of a session reads like an empty or a damaged file; it is neither. Asked only where there is no
  /// valid record.
  /// - Returns: the file's size.
  private func regularByteCount(_ descriptor: CInt) throws(PhaseExit) -> Int {
    let found = system.status(of: descriptor)
    guard found.result == 0 else { throw .system(.status, found.result) }
    guard found.status.kind == .regular else { throw .failed(.unexpectedFile) }
    return found.status.size
  }

  private enum More {
    case bytes(Int)
    case tooLarge
  }

  /// Reads what follows; nothing, at the end of the file. A file that is larger than this store's rules allow is
  /// somebody else's, or was saved under other rules, and is not read.
  private func readMore(_ descriptor: CInt, _ workspace: Workspace, from offset: Int) throws(PhaseExit) -> More {
    if offset == workspace.incoming.count {
      let found = system.status(of: descriptor)
      guard found.result == 0 else { throw .system(.status, found.result) }
      guard found.status.size <= rules.maximumFile else { return .tooLarge }
      // Room for one byte more, so that a read that fills it shows that the file has grown meanwhile.
      workspace.extendIncoming(to: max(found.status.size, offset) + 1)
    }
    return .bytes(try readSome(descriptor, workspace, from: offset))
  }

  /// Opens a session file, or `nil` where there is none.
  func openedSession(_ digest: SessionDigest, for flags: OpenFlags) throws(PhaseExit) -> OwnedDescriptor<System>? {
    do {
      return try system.opened(.session(digest), in: directory, for: flags)
    } catch {
      guard error == .system(.open, -Errno.noEntry) else { throw error }
      return nil
    }
  }

  /// Whether an entry is there. Costs one `fstatat(2)`.
  func exists(_ name: EntryName) throws(PhaseExit) -> Bool {
    let found = system.status(at: name, in: directory)
    switch found.result {
    case 0: return true
    case -Errno.noEntry: return false
    default: throw .system(.status, found.result)
    }
  }

  /// Reads into the workspace at the place that the bytes have in the file.
  private func readSome(_ descriptor: CInt, _ workspace: Workspace, from offset: Int) throws(PhaseExit) -> Int {
    try read(descriptor, workspace, from: offset, at: offset)
  }

  private func read(
    _ descriptor: CInt, _ workspace: Workspace, from offset: Int, at place: Int
  ) throws(PhaseExit) -> Int {
    while true {
      let count = workspace.withRest(from: place) { bytes in system.read(descriptor, into: &bytes, at: offset) }
      if count >= 0 { return count }
      switch CInt(-count) {
      case Errno.interrupted: continue
      case Errno.isDirectory, Errno.illegalSeek: throw .failed(.unexpectedFile)
      default: throw .system(.read, count)
      }
    }
  }
}
