import FileSessions
import Testing

/// What a program is told of a system call that failed: a code to act on, and words that say what to do.
@Suite("The error of a system call that fails in the middle of a save")
struct SystemErrorTests {
  private static let id = SessionID(key: "session")

  /// What a save ends with where some calls fail. It leaves the value of before.
  private func errorOfSave(_ fault: @escaping FaultyStore.Fault) async throws -> SessionError {
    let store = try FaultyStore()
    try await store.create([1], as: Self.id)
    store.fail(fault)
    let error = await #expect(throws: SessionError.self) { try await store.save([2], for: Self.id) }
    store.mend()
    #expect(try await store.core.load(Self.id)?.payload == [1])
    return try #require(error)
  }

  private static let meanings: [(error: CInt, code: SessionError.Code, remedy: String)] = [
    (Errno.noSpace, .noSpace, "free some"), (Errno.overQuota, .noSpace, "quota"),
    (Errno.fileTooBig, .tooLarge, "RLIMIT_FSIZE"), (Errno.processFiles, .noDescriptors, "RLIMIT_NOFILE"),
    (Errno.systemFiles, .noDescriptors, "RLIMIT_NOFILE"), (Errno.accessDenied, .notPermitted, "belong to this user"),
    (Errno.notPermitted, .notPermitted, "belong to this user"), (Errno.readOnly, .notPermitted, "be writable"),
    (Errno.notDirectory, .noDirectory, "not a directory"), (Errno.noLocks, .unsupported, "another directory"),
    (Errno.notImplemented, .unsupported, "another directory"), (Errno.notSupported, .unsupported, "another directory"),
    (Errno.inputOutput, .inputOutput, "look at the disk"), (Errno.stale, .inputOutput, "look at the disk"),
  ]

  @Test("has a code to act on, says what to do, and names call and file", arguments: meanings)
  func meaning(_ error: CInt, _ code: SessionError.Code, _ remedy: String) async throws {
    let thrown = try await errorOfSave { if case .write = $0 { .fail(error) } else { nil } }
    #expect(thrown.code == code)
    #expect(thrown.message.contains(remedy), "\(thrown)")
    #expect(thrown.message.contains("\(EntryName.session(Self.id.digest))"), "\(thrown)")
    #expect(thrown.systemCall == "write" && thrown.errno == error)
    #expect(thrown.description.contains("errno \(error)"))
  }

  /// ext4 answers ENOSPC for a directory whose index is full, and the disk is not: to free space would not help.
  @Test("for want of a place in the directory says that, where there are room and inodes")
  func directoryIndex() async throws {
    let thrown = try await errorOfSave { if case .rename = $0 { .fail(Errno.noSpace) } else { nil } }
    #expect(thrown.code == .noSpace)
    #expect(thrown.message.contains("its index is full"), "\(thrown)")
  }

  @Test("for want of a file that somebody took away says so, and not that the directory is gone")
  func fileRemoved() async throws {
    let thrown = try await errorOfSave { if case .rename = $0 { .fail(Errno.noEntry) } else { nil } }
    #expect(thrown.code == .inputOutput)
    #expect(thrown.message.contains("which program removes files there"), "\(thrown)")
  }

  @Test("that came when the value was visible says that it may be lost, and not to try again")
  func durabilityUnknown() async throws {
    let store = try FaultyStore { $0.durability = .full }
    try await store.create([1], as: Self.id)
    store.fail { if case .synchronize(_, .everything) = $0 { .fail(Errno.inputOutput) } else { nil } }
    let error = await #expect(throws: SessionError.self) { try await store.save([2], for: Self.id) }
    #expect(error?.code == .durabilityUnknown)
    #expect(error?.message.contains("do not retry") == true, "\(error?.message ?? "")")
    #expect(error?.systemCall == "synchronize" && error?.errno == Errno.inputOutput)
    #expect(try await store.core.load(Self.id)?.payload == [2])
  }

  /// The old id answers for some seconds only: without the new one the session would be lost to its user.
  @Test("of a rotation that has taken place hands the new id out, and shows it in no description")
  func rotatedTo() async throws {
    let store = try FaultyStore { $0.durability = .full }
    try await store.create([1], as: Self.id)
    let renames = LockedValue(0)
    store.fail { request in
      if case .rename = request { renames.change { $0 += 1 } }
      guard case .synchronize(_, .everything) = request, renames.value > 1 else { return nil }
      return .fail(Errno.inputOutput)
    }
    let error = await #expect(throws: SessionError.self) {
      try await store.core.rotate(Self.id, grace: .seconds(10), oldID: .frozen)
    }
    store.mend()
    #expect(error?.code == .durabilityUnknown)
    let fresh = try #require(error?.rotatedTo)
    #expect(try await store.core.load(fresh)?.payload == [1])
    #expect(error?.description.contains(fresh.text) == false)
  }
}
