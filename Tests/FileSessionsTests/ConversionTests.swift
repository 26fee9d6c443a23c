import FileSessions
import Foundation
import TestSupport
import Testing

@Suite("Converting a store directory")
struct ConversionTests {
  private typealias Strategy = FileSessionStore.Strategy

  private static let pairs = FileSessionStore.Strategy.presets.map(\.strategy).flatMap { from in
    FileSessionStore.Strategy.presets.map(\.strategy).filter { $0 != from }.map { (from, $0) }
  }

  private func open(_ path: String, _ strategy: FileSessionStore.Strategy) throws -> FileSessionStore {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.unsoundStrategies = .allow
    return try FileSessionStore(directory: path, configuration: configuration)
  }

  @Test("keeps every session: payload, version and deadlines", arguments: pairs)
  func keeps(_ from: FileSessionStore.Strategy, _ to: FileSessionStore.Strategy) async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/store"
    let old = try open(path, from)
    var snapshots: [SessionSnapshot] = []
    for count in [0, 1, 500, 5000, 100_000] {
      let session = try await old.create([UInt8](repeating: 7, count: count))
      try await old.update(session.id) { $0.payload += [8] }
      snapshots.append(try #require(try await old.load(session.id)))
    }
    await old.close()

    #expect(try FileSessionStore.convert(directory: path, to: to, unsoundStrategies: .allow) == snapshots.count)
    #expect(throws: SessionError.self) { try open(path, from) }
    let new = try open(path, to)
    for before in snapshots {
      let after = try #require(try await new.load(before.id))
      #expect(after.payload == before.payload)
      #expect(after.version == before.version)
      #expect(after.creationTime == before.creationTime)
      #expect(after.expirationTime == before.expirationTime)
      try await new.update(before.id) { $0.payload += [9] }
    }
    await new.close()
    // There and back again.
    #expect(try FileSessionStore.convert(directory: path, to: from, unsoundStrategies: .allow) == snapshots.count)
    #expect(try await open(path, from).load(snapshots[2].id)?.payload.last == 9)
  }

  @Test("is refused while a store has the directory open")
  func refusedInUse() throws {
    let directory = try TemporaryDirectory()
    let store = try open(directory.path + "/store", .lockFileRename)
    let error = #expect(throws: SessionError.self) {
      try FileSessionStore.convert(directory: directory.path + "/store", to: .slots)
    }
    #expect(error?.code == .incompatibleStore)
    #expect(store.effectiveStrategy == .lockFileRename)
  }

  @Test("that was cut short keeps everybody out until it is finished")
  func cutShort() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/store"
    let store = try open(path, .lockFileRename)
    let sessions = [try await store.create([1]), try await store.create([2])]
    await store.close()
    // As a conversion that was killed after its first step leaves it.
    let record =
      "FileSessions store 1\nstrategy \(FileSessionStore.Strategy.lockFileRename)\nconverting-to slots:flock\nend\n"
    try Data(record.utf8).write(to: URL(fileURLWithPath: path + "/store"))
    for strategy in [FileSessionStore.Strategy.lockFileRename, .slots] {
      let error = #expect(throws: SessionError.self) { try open(path, strategy) }
      #expect(error?.code == .incompatibleStore)
      #expect(error?.message.contains("cut short") == true)
    }
    let other = #expect(throws: SessionError.self) {
      try FileSessionStore.convert(directory: path, to: .stripedRename)
    }
    #expect(other?.code == .incompatibleStore)
    #expect(other?.message.contains("finish that one first") == true)
    #expect(try FileSessionStore.convert(directory: path, to: .slots) == 2)
    let finished = try open(path, .slots)
    for session in sessions { #expect(try await finished.load(session.id)?.payload == session.payload) }
  }

  @Test("of a directory without a store says so")
  func noStore() throws {
    let directory = try TemporaryDirectory()
    let error = #expect(throws: SessionError.self) {
      try FileSessionStore.convert(directory: directory.path, to: .slots)
    }
    #expect(error?.code == .noDirectory)
  }
}
