import FileSessions
import TestSupport
import Testing

/// The races of https://code.djangoproject.com/ticket/8616, stepped through call by call. Where a line is quoted from the
/// ticket's lists it is in the ticket's order; the sound strategies then pass through the same schedule.
@Suite("The ticket, re-enacted")
struct TicketTests {
  private static let sound = FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound)
  private static let (old, new) = (TicketClients.value, TicketClients.newValue)

  // MARK: - Comment 3

  @Test("Comment 3, as reported: B reads what A has written so far, and the user is logged out")
  func commentThree() throws {
    let clients = try TicketClients(.naive)
    let (a, b) = (clients.save("A"), clients.load("B"))
    // 1. Request A opens the file for reading, reads the session data, and closes the file.
    #expect(a.next(3) == ["open", "read", "close"])
    // 2. Request A opens the session file for writing, truncating the file.
    #expect(a.next == "open, truncating")
    // 3. Request A starts to write the session data to the file.
    #expect(a.step(limit: 150)?.verb == "write")
    // 4. Request B opens the file for reading, reads the partial data from the file (to its end: the second read comes
    //    back empty, and it is a file), and closes the file.
    #expect(b.next(5) == ["open", "read", "read", "status", "close"])
    // 5. Request A finishes writing the session data to the file.
    #expect(a.finish() == "saved")
    // 6. Request B attempts to decode the partial session data and fails.
    #expect(b.finish() == "truncated")
    // 7., 8. Request B creates a new empty session, and the user is no longer logged in.
  }

  @Test(
    "Comment 3 with a sound strategy: wherever B comes between two calls of A, it reads the old value or the new one",
    arguments: sound)
  func commentThreeSolved(_ strategy: FileSessionStore.Strategy) throws {
    // A's save takes fewer than 20 calls; a write is interrupted after 150 bytes.
    for steps in 0..<20 {
      let clients = try TicketClients(strategy)
      let (a, b) = (clients.save("A"), clients.load("B"))
      for _ in 0..<steps { a.step(limit: 150) }
      let seen = b.finish()
      #expect([Self.old, Self.new, SteppedClient.waits].contains(seen), "after \(steps) calls")
      #expect(a.finish() == "saved")
      #expect(clients.result() == Self.new)
    }
  }

  // MARK: - Comment 6

  @Test("Comment 6: a lock that is taken after the open comes too late")
  func commentSix() throws {
    let clients = try TicketClients(.lockAfterTruncate)
    let (a, b) = (clients.save("A"), clients.load("B"))
    // 1. Request A opens the file for writing, truncating the file.
    a.runThrough("open, truncating")
    // 2. Request B opens the file for reading.
    #expect(b.next == "open")
    // 3. Request B obtains a shared lock on the file.
    #expect(b.next == "lock, shared")
    // 4. Request B reads the empty file.
    #expect(b.next(2) == ["read", "status"])
    // 5. Request B closes the file, releasing the shared lock.
    #expect(b.next(2) == ["unlock", "close"])
    // 6. Request A obtains an exclusive lock on the file, writes the session data, and closes the file, releasing the
    //    exclusive lock.
    #expect(a.next(4) == ["lock, exclusive", "write", "unlock", "close"])
    #expect(a.finish() == "saved")
    // 7. Request B is left with no data from the empty file it read.
    #expect(b.finish() == "no session")
  }

  @Test("Comment 6, answered: with the lock taken at the open nothing is cut before it is held")
  func commentSixSolved() throws {
    let clients = try TicketClients(.lockOnOpen)
    let (a, b) = (clients.save("A"), clients.load("B"))
    a.runThrough("lock, exclusive")
    #expect(b.finish() == SteppedClient.waits)
    #expect(a.finish() == "saved")
    #expect(clients.result() == Self.new)
  }

  // MARK: - Comments 14 and 25

  @Test("Comment 25: each request unlinks the lock file, and the next one locks another")
  func commentTwentyFive() throws {
    let clients = try TicketClients(.unlinkedLockFile)
    let (loadA, loadB, saveA) = (clients.load("A.load"), clients.load("B.load"), clients.save("A.save"))
    // Request A.load() opens lockfile1, creating it, and acquires a shared lock on it.
    loadA.runThrough("lock, shared")
    // Request A.load() opens the session file, reads the session data, and closes it.
    #expect(loadA.next(3) == ["open", "read", "close"])
    // Request A.load() closes lockfile1, releasing the lock.
    #expect(loadA.next(2) == ["unlock", "close"])
    //   Request B.load() opens lockfile1 and acquires a shared lock on it.
    loadB.runThrough("lock, shared")
    // Request A.load() unlinks lockfile1.
    #expect(loadA.next == "unlink")
    #expect(loadA.finish() == Self.old)
    // Request A.save() opens lockfile2, creating it, and acquires an exclusive lock on it.
    saveA.runThrough("lock, exclusive")
    // Request A.save() opens the session file for writing.
    saveA.runThrough("close")
    #expect(saveA.next == "open")
    #expect(saveA.step(limit: 8)?.verb == "write")
    //   Request B.load() opens the session file, reads the half-written session data, and closes it.
    //   Request B.load() attempts to decode the session data and fails.
    #expect(["sizeMismatch", "checksum", "truncated"].contains(loadB.finish()))
    #expect(saveA.finish() == "saved")
  }

  @Test("Comment 14: three requests of one operation each, and two of them hold the lock at once")
  func commentFourteen() throws {
    let clients = try TicketClients(.unlinkedLockFile)
    let (a, b, c) = (
      clients.update("A", appending: "+A"), clients.update("B", appending: "+B"), clients.update("C", appending: "+C")
    )
    // 1. A holds the lock; B has opened the same lock file.
    a.runThrough("lock, exclusive")
    b.runThrough("open")
    // 2. A writes and releases; B is granted the lock and reads A's value.
    a.runThrough("unlock")
    b.runThrough("close")
    // 3. A unlinks the lock file, as everybody does after use.
    #expect(a.finish() == "saved")
    // 4. C creates a new one, is granted its lock, and reads A's value too.
    // 5. Both write; one of the two is lost.
    #expect(c.finish() == "saved")
    #expect(b.finish() == "saved")
    #expect(clients.result() == Self.old + "+A+B")
  }

  @Test("Comments 14 and 25 with a sound strategy: nobody holds the lock beside another", arguments: sound)
  func commentFourteenSolved(_ strategy: FileSessionStore.Strategy) throws {
    for steps in 0..<24 {
      let clients = try TicketClients(strategy)
      let (a, b) = (clients.update("A", appending: "+A"), clients.update("B", appending: "+B"))
      for _ in 0..<steps { a.step() }
      // A client that would have to wait says so instead: then it has changed nothing.
      var expected = Self.old
      let (outcomeB, outcomeA) = (b.finish(), a.finish())
      if outcomeA == "saved", outcomeB == "saved" {
        let both = [expected + "+A+B", expected + "+B+A"]
        #expect(both.contains(clients.result()), "after \(steps) calls of A")
      } else {
        if outcomeB == "saved" { expected += "+B" }
        if outcomeA == "saved" { expected += "+A" }
        #expect(clients.result() == expected, "after \(steps) calls of A: \(outcomeA), \(outcomeB)")
      }
    }
  }

  // MARK: - Comment 26

  @Test("Comment 26, what the rename leaves unsolved: both requests save, and one of the two changes is gone")
  func commentTwentySixLostUpdate() throws {
    let clients = try TicketClients(.rename)
    let (a, b) = (clients.update("A", appending: "+A"), clients.update("B", appending: "+B"))
    // 1. A reads the session; so does B.
    #expect(a.next(3) == ["open", "read", "close"])
    #expect(b.next(3) == ["open", "read", "close"])
    // 2. A writes a temporary file and renames it over. So does B, from what it has read before.
    #expect(a.finish() == "saved")
    #expect(b.finish() == "saved")
    #expect(clients.result() == Self.old + "+B")
  }

  @Test("Comment 26, what the rename leaves unsolved: a slow request brings a logged-out session back")
  func commentTwentySixRevivedLogout() throws {
    let clients = try TicketClients(.rename)
    let (a, b) = (clients.update("A", appending: "+A"), clients.delete("B"))
    // 1. A reads the session.
    #expect(a.next(3) == ["open", "read", "close"])
    // 2. B logs out; its request is answered.
    #expect(b.finish() == "deleted")
    // 3. A, which knows nothing of it, renames its file over: alice is logged in again.
    #expect(a.finish() == "saved")
    #expect(clients.result() == Self.old + "+A")
  }

  @Test("Comment 26 with a sound strategy: the logout stays, wherever it comes", arguments: sound)
  func commentTwentySixSolved(_ strategy: FileSessionStore.Strategy) throws {
    for steps in 0..<24 {
      let clients = try TicketClients(strategy)
      let (a, b) = (clients.update("A", appending: "+A"), clients.delete("B"))
      for _ in 0..<steps { a.step() }
      let deleted = b.finish() == "deleted"
      let outcome = a.finish()
      #expect(deleted || outcome == "saved", "after \(steps) calls of A: \(outcome)")
      if deleted { #expect(clients.result() == "no session", "after \(steps) calls of A: \(outcome)") }
    }
  }

  // MARK: - Comment 31

  @Test("Comment 31: where the old file is unlinked before the rename, there is no session for a moment")
  func commentThirtyOne() throws {
    let clients = try TicketClients(.unlinkThenRename)
    let (a, b) = (clients.save("A"), clients.load("B"))
    // 1. A writes its temporary file and unlinks the session file.
    a.runThrough("unlink")
    // 2. B looks for the session and finds none: the user is logged out.
    #expect(b.finish() == "no session")
    // 3. A renames its file to the session's name.
    #expect(a.finish() == "saved")
    #expect(clients.result() == Self.new)
  }
}

@Suite("The ticket's comment 28: an error in the middle")
struct TicketErrorTests {
  private struct Interrupted: Error {}

  private static let presets = FileSessionStore.Strategy.presets.map(\.strategy)

  @Test("of a write leaves nothing behind but the session as it was", arguments: presets)
  func failingWrite(_ strategy: FileSessionStore.Strategy) throws {
    let clients = try TicketClients(strategy)
    let before = clients.fixture.directory.entries
    let system = InterceptedSystem(
      clients.fixture.kernel,
      FaultInjector { request in if case .write = request { .fail(Errno.noSpace) } else { nil } })
    let workspace = Workspace()
    let payload = Array(TicketClients.newValue.utf8)
    workspace.setPayload(payload.span)
    #expect(throws: PhaseExit.failed(.system(.write, error: Errno.noSpace))) {
      try clients.fixture.engine(system).save(
        TicketClients.id, ifVersion: nil, nil, .alone(TicketClients.id), workspace)
    }
    #expect(clients.fixture.directory.entries == before)
    // What truncates at the open has cut the file by then; every other strategy keeps the value.
    if strategy.guarantees.contains(.wholeReads) { #expect(clients.result() == TicketClients.value) }
  }

  @Test("of an update's closure leaves nothing behind, and the lock free", arguments: presets)
  func throwingClosure(_ strategy: FileSessionStore.Strategy) async throws {
    let directory = try TemporaryDirectory()
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.unsoundStrategies = .allow
    let store = try FileSessionStore(directory: directory.path + "/store", configuration: configuration)
    let id = SessionID(key: "alice")
    try await store.create([1], as: id)
    await #expect(throws: Interrupted.self) {
      try await store.update(id) { draft in
        draft.payload = [2]
        throw Interrupted()
      }
    }
    #expect(try await store.load(id)?.payload == [1])
    try await store.update(id) { $0.payload.append(3) }
    #expect(try await store.load(id)?.payload == [1, 3])
  }
}
