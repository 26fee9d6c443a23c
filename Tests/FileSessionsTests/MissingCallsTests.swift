import FileSessions
import TestSupport
import Testing

/// Network file systems, FUSE and old kernels lack calls that have a substitute. What has none: ProbeTests.
@Suite("A file system that lacks a call for which there is another way")
struct MissingCallsTests {
  private static let id = SessionID(key: "session")

  @Test("Without hard links a new directory gets its record by a rename, and no draft stays")
  func noLinks() async throws {
    let store = try FaultyStore(fault: { if case .link = $0 { .fail(Errno.notPermitted) } else { nil } })
    #expect(store.directory.names == ["store"])
    try await store.create([1], as: Self.id)
    #expect(try await store.core.load(Self.id)?.payload == [1])
  }

  @Test(
    "Where a rename always replaces, a create makes its file by a link, and replaces no session",
    arguments: [Errno.invalid, Errno.notImplemented, Errno.notSupported])
  func noExclusiveRename(_ error: CInt) async throws {
    let store = try FaultyStore(
      .rename, { $0.unsoundStrategies = .allow },
      fault: { if case .rename(_, _, _, .noReplace) = $0 { .fail(error) } else { nil } })
    try await store.create([1], as: Self.id)
    #expect(try await store.core.load(Self.id)?.payload == [1])
    #expect(store.directory.names == ["store", "\(EntryName.session(Self.id.digest))"])
    // Somebody else makes the next one between this store's look and its link.
    let (other, path) = (SessionID(key: "other"), store.directory.path)
    store.fail { request in
      guard case .rename(_, _, _, .noReplace) = request else { return nil }
      try? Self.create([3], as: other, in: path)
      return .fail(error)
    }
    let duplicate = await #expect(throws: SessionError.self) { try await store.create([2], as: other) }
    #expect(duplicate?.code == .duplicate)
    #expect(try await store.core.load(other)?.payload == [3])
    #expect(store.directory.names.count == 3)
  }

  private static func create(_ payload: [UInt8], as id: SessionID, in path: String) throws {
    var configuration = FileSessionStore.Configuration(strategy: .rename)
    configuration.unsoundStrategies = .allow
    try FileSessionStore(directory: path, configuration: configuration).blocking.create(payload.span, as: id)
  }

  @Test("Where neither works a create fails, and leaves no file")
  func noLinkEither() async throws {
    let store = try FaultyStore(.rename, { $0.unsoundStrategies = .allow })
    store.fail {
      switch $0 {
      case .rename(_, _, _, .noReplace): .fail(Errno.invalid)
      case .link: .fail(Errno.notPermitted)
      default: nil
      }
    }
    let error = await #expect(throws: SessionError.self) { try await store.create([1], as: Self.id) }
    #expect(error?.code == .notPermitted && error?.systemCall == "link")
    #expect(store.directory.names == ["store"])
  }

  @Test("A disk that was set to read-only for its errors can still be read", arguments: [true, false])
  func readOnly(_ sharesMemory: Bool) async throws {
    let store = try FaultyStore(.slots, sharesMemory: sharesMemory) { $0.openFiles = .atMost(8) }
    try await store.create([1], as: Self.id)
    // Whatever files are held by now are others'.
    for number in 0..<64 { try await store.create([2], as: SessionID(key: "\(number)")) }
    store.fail {
      guard case .open(_, _, let flags) = $0, flags.contains(.write) else { return nil }
      return .fail(Errno.readOnly)
    }
    #expect(try await store.core.load(Self.id)?.payload == [1])
    let error = await #expect(throws: SessionError.self) { try await store.create([2], as: SessionID(key: "new")) }
    #expect(error?.code == .notPermitted && error?.errno == Errno.readOnly)
  }

  @Test("So can it under a shared lock: its file is opened for reading where writing is refused")
  func readOnlyLockFile() async throws {
    let store = try FaultyStore(.lockFile, sharesMemory: false)
    try await store.create([1], as: Self.id)
    store.fail {
      guard case .open(_, _, let flags) = $0, flags.contains(.write) else { return nil }
      return .fail(Errno.readOnly)
    }
    #expect(try await store.core.load(Self.id)?.payload == [1])
  }

  @Test("Where who waits cannot be told to others, a store opens all the same")
  func noWaitTable() async throws {
    for error in [Errno.wouldBlock, Errno.notImplemented] {
      let store = try FaultyStore(
        .slots, sharesMemory: true,
        fault: { request in
          if case .lock(_, let kind, .exclusive) = request, kind.call.traits.coversRanges { .fail(error) } else { nil }
        })
      try await store.create([1], as: Self.id)
      #expect(try await store.core.load(Self.id)?.payload == [1])
    }
  }

  /// As NFS and FUSE may, when a name comes and goes.
  @Test("A file server that misses a file which is just being made is asked again")
  func missedCreation() async throws {
    let store = try FaultyStore(.slots)
    let misses = LockedValue(0)
    store.fail { request in
      guard case .open(.session, _, let flags) = request, flags.contains(.create) || flags.contains(.exclusiveCreate)
      else { return nil }
      return misses.change { count in
        count += 1
        return count <= 2 ? .fail(Errno.noEntry) : nil
      }
    }
    try await store.create([1], as: Self.id)
    #expect(misses.value > 0)
    #expect(try await store.core.load(Self.id)?.payload == [1])
  }
}
