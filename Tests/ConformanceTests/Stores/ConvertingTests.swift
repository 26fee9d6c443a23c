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
}
