extension SystemCalls {
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
    case .forkGeneration: .word(UInt64(forkGeneration()))
    case .heldDescriptor(let digest): .number(Int(heldDescriptor(of: digest)))
    case .keep(let descriptor, let digest): .number(Int(keep(descriptor, for: digest)))
    case .generation(let digest): .word(generation(of: digest).word)
    case .note(let end, let digest): performNote(end, digest)
    case .recall(let digest, let generation, let now): .session(recall(digest, in: generation, at: now))
    case .remember(let digest, let session, let generation, let now):
      performRemember(digest, session, generation, now)
    case .enterTurn(let ticket): .turn(enterTurn(ticket))
    case .leaveTurn(let ticket): performLeave(ticket)
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
    _ digest: SessionDigest, _ session: RememberedSession, _ generation: Generation, _ now: Timestamp
  ) -> SystemResult {
    remember(digest, session, in: generation, at: now)
    return .number(0)
  }

  private func performLeave(_ ticket: TurnTicket) -> SystemResult {
    leaveTurn(ticket)
    return .number(0)
  }
}
