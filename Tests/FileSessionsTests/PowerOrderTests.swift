import FileSessions
import FileSessionsTesting
import Foundation
import Testing

/// What a power cut may find, told from the order of the calls: nothing is given up before what replaces it is durable
/// under its name.
@Suite("The order of writes, renames and syncs")
struct PowerOrderTests {
  private static let sound = FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound)
  private static let exchanging: [FileSessionStore.Strategy] = [
    .lockFile(.flock, .removedOnDelete(.on), write: .exchange, readers: .lockFree),
    .striped(.flock, write: .exchange, readers: .lockFree),
    .dataFile(.flock, recheck: .on, write: .exchange, readers: .lockFree),
  ]
  private static let durable = [FileSessionStore.Durability.data, .full]
  private static let id = EngineOperation.digest

  private func requests(
    _ strategy: FileSessionStore.Strategy, _ durability: FileSessionStore.Durability, _ operation: EngineOperation
  ) throws -> [SystemRequest] {
    let fixture = try EngineFixture(strategy, durability: durability)
    try operation.prepare(fixture)
    let recorder = Recorder()
    _ = operation.perform(fixture.engine(InterceptedSystem(fixture.kernel, recorder)), Workspace())
    return recorder.events.map(\.request)
  }

  @Test(
    "A rotation marks the old id when the new one is durable under its name", arguments: sound + exchanging, durable)
  func rotation(_ strategy: FileSessionStore.Strategy, _ durability: FileSessionStore.Durability) throws {
    let requests = try requests(strategy, durability, .rotate)
    let named = try #require(requests.firstIndex { $0.names(.session(EngineOperation.successor)) }, "\(requests)")
    let synced = try #require(requests[named...].firstIndex { $0.isDirectorySync })
    // The mark is a write into the old file, or a file of its own, which takes the name.
    let isWritten = strategy == .slots || strategy == .lockFile
    let marked = try #require(
      requests[named...].firstIndex { isWritten ? $0.isWrite : $0.names(.session(Self.id)) })
    #expect(named < synced && synced < marked)
  }

  @Test(
    "An exchange removes the value before when the new one is durable under its name", arguments: exchanging, durable)
  func exchange(_ strategy: FileSessionStore.Strategy, _ durability: FileSessionStore.Durability) throws {
    let requests = try requests(strategy, durability, .save)
    let exchanged = try #require(requests.firstIndex { $0.names(.session(Self.id)) })
    let synced = try #require(requests[exchanged...].firstIndex { $0.isDirectorySync })
    let removed = try #require(requests[exchanged...].firstIndex { if case .unlink = $0 { true } else { false } })
    #expect(exchanged < synced && synced < removed)
  }

  @Test("A delete is durable from data on, also one of a session that somebody else has just deleted", arguments: sound)
  func delete(_ strategy: FileSessionStore.Strategy) throws {
    for durability in Self.durable {
      let requests = try requests(strategy, durability, .delete)
      if strategy == .slots {
        let tombstone = try #require(requests.lastIndex { $0.isWrite })
        let synced = try #require(requests[tombstone...].firstIndex { $0.isSync })
        let removed = try #require(requests.firstIndex { if case .unlink = $0 { true } else { false } })
        #expect(tombstone < synced && synced < removed)
      } else {
        let removed = try #require(requests.firstIndex { $0 == .unlink(.session(Self.id), directory: $0.directory) })
        #expect(requests[removed...].contains { $0.isDirectorySync })
      }
      #expect(try self.requests(strategy, durability, .deleteAbsent).contains { $0.isDirectorySync })
    }
    #expect(try !requests(strategy, .none, .delete).contains { $0.isSync })
  }

  @Test("A damaged file is moved aside whole, by one rename that replaces nothing", arguments: sound)
  func setAside(_ strategy: FileSessionStore.Strategy) throws {
    let requests = try requests(strategy, .full, .sweepDamaged)
    #expect(
      requests.contains {
        $0 == .rename(.session(Self.id), to: .corrupt(Self.id, 0), directory: $0.directory, .noReplace)
      })
    #expect(!requests.contains { $0.isWrite })
  }

  // MARK: - What a record says of itself

  /// The durability that the newest record in the file claims.
  private func claim(_ fixture: EngineFixture) throws -> FileSessionStore.Durability? {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture.path(of: Self.id))))
    let half = bytes.count / 2
    let headers = [0, half].compactMap {
      try? RecordHeader(decoding: bytes.span.extracting($0..<$0 + half), for: Self.id)
    }
    return headers.max { $0.sequence < $1.sequence }?.durability
  }

  @Test("A record claims to be durable when it is, and not before", arguments: durable)
  func claims(_ durability: FileSessionStore.Durability) throws {
    for operation in [EngineOperation.createAbsent, .save, .saveLarger, .touch] {
      let fixture = try EngineFixture(.slots, durability: durability)
      try operation.prepare(fixture)
      // The last sync fails, as it does for a writer that is killed there.
      let syncs = LockedValue(0)
      let broken = fixture.engine(
        InterceptedSystem(
          fixture.kernel,
          FaultInjector { request in
            guard case .synchronize(_, .data) = request else { return nil }
            syncs.change { $0 += 1 }
            return .fail(Errno.inputOutput)
          }))
      #expect(operation.perform(broken, Workspace()).contains("synchronize"), "\(operation)")
      if operation != .saveLarger { #expect(try claim(fixture) == FileSessionStore.Durability.none, "\(operation)") }
      // A created session's second create is refused, and a deadline that was moved is not moved again.
      guard operation == .save || operation == .saveLarger else { continue }
      _ = operation.perform(fixture.plain, Workspace())
      #expect(try claim(fixture) == durability, "\(operation)")
    }
  }

  /// 1. A writes a record and is killed before its sync. 2. B saves: the record before, the last one on the disk, is
  /// overwritten only when A's is durable.
  @Test("A record whose writer was killed before its sync is written and synced before its elder is overwritten")
  func killedBeforeSync() throws {
    for operation in [EngineOperation.save, .delete, .rotate, .touch] {
      let fixture = try EngineFixture(.slots, durability: .data)
      try EngineOperation.save.prepare(fixture)
      let unsynced = fixture.engine(
        InterceptedSystem(
          fixture.kernel,
          FaultInjector { request in if case .synchronize = request { .fail(Errno.inputOutput) } else { nil } }))
      _ = EngineOperation.save.perform(unsynced, Workspace())
      fixture.clock.advance(by: .seconds(1))
      let recorder = Recorder()
      _ = operation.perform(fixture.engine(InterceptedSystem(fixture.kernel, recorder)), Workspace())
      var writes: [Int] = []
      var syncedAfterFirst = false
      for event in recorder.events {
        switch event.request {
        case .write(_, let bytes, let offset) where bytes.count > 1: writes.append(offset)
        case .synchronize(_, .data) where writes.count == 1: syncedAfterFirst = true
        default: break
        }
      }
      // A rotation first makes a file of its own, which is no matter of this one's slots.
      if operation == .rotate { continue }
      #expect(writes.count == 2 && writes[0] != writes[1], "\(operation): \(writes)")
      #expect(syncedAfterFirst, "\(operation)")
    }
  }

  @Test("The byte that says so is not summed up: a record is valid before and after")
  func markIsNotSummed() throws {
    let fixture = try EngineFixture(.slots)
    try EngineOperation.save.prepare(fixture)
    let url = URL(fileURLWithPath: fixture.path(of: Self.id))
    var bytes = try Data(contentsOf: url)
    for value in FileSessionStore.Durability.allCases {
      bytes[6] = value.rawValue
      try bytes.write(to: url)
      guard case .live(let header, _) = try fixture.plain.look(Self.id, Workspace()) else {
        Issue.record("the record is not valid")
        continue
      }
      #expect(header.durability == value)
    }
  }
}

extension SystemRequest {
  fileprivate var isWrite: Bool { if case .write(_, let bytes, _) = self { bytes.count > 1 } else { false } }
  fileprivate var isSync: Bool { if case .synchronize = self { true } else { false } }
  fileprivate var isDirectorySync: Bool { if case .synchronize(_, .everything) = self { true } else { false } }

  /// Whether a file gets that name by it.
  fileprivate func names(_ name: EntryName) -> Bool {
    switch self {
    case .rename(_, let to, _, _), .link(_, let to, _): to == name
    default: false
    }
  }

  fileprivate var directory: CInt {
    switch self {
    case .rename(_, _, let directory, _), .unlink(_, let directory): directory
    default: -1
    }
  }
}
