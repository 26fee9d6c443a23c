import FileSessions
import FileSessionsTesting
import Testing

@Suite("Converting a store directory")
struct ConvertingTests {
  /// Every pair of sound strategies that are not compatible as they are.
  private static let pairs: [(Setting, FileSessionStore.Strategy)] = Setting.all.flatMap { setting in
    FileSessionStore.Strategy.presets.filter { $0.strategy.isSound }.map(\.strategy)
      .filter { !setting.strategy.isCompatible(with: $0) }.map { (setting, $0) }
  }

  @Test("Every session stays as it is, and the old strategy is refused from then on", arguments: pairs)
  func convert(_ setting: Setting, _ other: FileSessionStore.Strategy) async throws {
    let workplace = try Workplace(setting)
    let ids = (0..<5).map { SessionID(key: "session \($0)") }
    var versions: [SessionVersion] = []
    for (number, id) in ids.enumerated() {
      let payload = [UInt8](repeating: UInt8(number), count: number * 3000)
      versions.append(try await workplace.store.create(payload, as: id))
    }
    await expectError(.incompatibleStore) { try FileSessionStore.convert(directory: workplace.path, to: other) }
    await workplace.store.close()
    #expect(try FileSessionStore.convert(directory: workplace.path, to: other) == ids.count)
    await expectError(.incompatibleStore) { try workplace.secondStore() }
    let converted = try workplace.secondStore { $0.strategy = other }
    for (number, id) in ids.enumerated() {
      let session = try #require(try await converted.load(id))
      #expect(session.payload == [UInt8](repeating: UInt8(number), count: number * 3000))
      #expect(session.version == versions[number])
      #expect(session.expirationTime == workplace.clock.now.advanced(by: .seconds(7200)))
      try await converted.save([9], for: id, ifVersion: versions[number])
      try await converted.delete(id)
    }
    let target = Setting(name: "converted", strategy: other, fileSystem: setting.fileSystem)
    #expect(SessionFiles(workplace.path, target).remains.isEmpty)
  }

  @Test("What a killed deleter has left is no session of the new layout either", arguments: Setting.slots)
  func tombstone(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let (live, deleted) = (SessionID(key: "live"), SessionID(key: "deleted"))
    for id in [live, deleted] { try await workplace.store.create([1], as: id) }
    await workplace.store.close()
    // Killed between tombstone and unlink.
    var header = RecordHeader()
    (header.state, header.sequence, header.slotSize) = (.tombstone, 2, 2048)
    var slots = [UInt8](repeating: 0, count: 4096)
    var span = slots.mutableSpan
    header.encode(into: &span, of: deleted.digest)
    try workplace.files.overwrite(deleted, with: slots)
    try FileSessionStore.convert(directory: workplace.path, to: .lockFileRename)
    #expect(!workplace.files.exists(deleted))
    let store = try workplace.secondStore { $0.strategy = nil }
    #expect(try await store.load(deleted) == nil)
    #expect(try await store.load(live)?.payload == [1])
  }

  @Test("A store that is opened in the middle of a conversion is told so, and opens the next time", arguments: pairs)
  func openedMeanwhile(_ setting: Setting, _ other: FileSessionStore.Strategy) async throws {
    let workplace = try Workplace(setting)
    try await workplace.store.create([1], as: SessionID(key: "session"))
    await workplace.store.close()
    // 1. A store opens the record. 2. Before it has its lock there, the directory is converted, and has another record.
    let path = workplace.path
    let conversion = FirstLock { _ = try? FileSessionStore.convert(directory: path, to: other) }
    conversion.arm()
    let error = await expectError(.incompatibleStore) {
      _ = try workplace.intercepted(by: conversion) { $0.strategy = nil }
    }
    #expect(conversion.hasActed)
    #expect(error?.message.contains("open it again") == true, "\(error?.message ?? "")")
    let store = try workplace.secondStore { $0.strategy = nil }
    #expect(store.effectiveStrategy == other)
    #expect(try await store.load(SessionID(key: "session"))?.payload == [1])
  }
}
