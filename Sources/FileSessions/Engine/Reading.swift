// Reading session files: what every strategy shares.

extension Engine {
  /// Reads a session file that holds one record. Without a lock this is whole exactly if files are published whole.
  func readFile(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Record {
    guard let descriptor = try openedSession(digest, for: .read) else { return .absent }
    let count = try readAll(descriptor.raw, workspace)
    descriptor.close()
    guard let count else { return .damaged(.oversized) }
    return decodeFile(digest, count, workspace)
  }

  private func decodeFile(_ digest: SessionDigest, _ count: Int, _ workspace: Workspace) -> Record {
    do {
      let bytes = workspace.incoming
      let header = try RecordHeader(decoding: bytes.span.extracting(0..<count), for: digest)
      let end = RecordHeader.byteCount + header.payloadCount
      return count == end ? .found(header, payload: RecordHeader.byteCount..<end) : .damaged(.sizeMismatch)
    } catch {
      return .damaged(error)
    }
  }

  /// Opens a session file, or `nil` where there is none.
  func openedSession(_ digest: SessionDigest, for flags: OpenFlags) throws(Stop) -> OwnedDescriptor<System>? {
    do {
      return try system.opened(.session(digest), in: directory, for: flags)
    } catch {
      guard error == .system(.open, -Errno.noEntry) else { throw error }
      return nil
    }
  }

  /// Whether an entry is there. Costs one `fstatat(2)`.
  func exists(_ name: EntryName) throws(Stop) -> Bool {
    let found = system.status(at: name, in: directory)
    switch found.result {
    case 0: return true
    case -Errno.noEntry: return false
    default: throw .system(.status, found.result)
    }
  }

  /// Reads a whole file into the workspace. A read that comes back short of the buffer met the end.
  /// - Returns: how many bytes; `nil` where the file is longer than any session can be.
  func readAll(_ descriptor: CInt, _ workspace: Workspace) throws(Stop) -> Int? {
    var total = 0
    while true {
      let capacity = workspace.incoming.count
      total += try readSome(descriptor, workspace, from: total)
      guard total == capacity else { return total }
      guard total <= rules.maximumFile else { return nil }
      // One byte more than the file can have, so that the last read is a short one.
      let needed = (rules.maximumFile + 1).roundedUp(to: Workspace.usualByteCount)
      workspace.incoming += [UInt8](repeating: 0, count: min(capacity * 8, needed) - capacity)
    }
  }

  private func readSome(_ descriptor: CInt, _ workspace: Workspace, from offset: Int) throws(Stop) -> Int {
    while true {
      let count = workspace.withRest(from: offset) { bytes in system.read(descriptor, into: &bytes, at: offset) }
      if count >= 0 { return count }
      switch CInt(-count) {
      case Errno.interrupted: continue
      case Errno.isDirectory, Errno.illegalSeek: throw .failed(.unexpectedFile)
      default: throw .system(.read, count)
      }
    }
  }
}
