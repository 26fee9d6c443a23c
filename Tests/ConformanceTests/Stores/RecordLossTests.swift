import CFileSessions
import FileSessions
import Foundation
import Testing

/// The file `store` is removed (a cleaner of temporary files, a restore in part), emptied or damaged.
@Suite("A directory that has lost its record")
struct RecordLossTests {
  enum Loss: String, CaseIterable, Sendable { case removed, emptied, damaged }

  private struct Scene {
    let workplace: Workplace
    var ids: [SessionID] = []

    init(_ setting: Setting, count: Int) async throws {
      workplace = try Workplace(setting)
      for number in 0..<count {
        ids.append(
          try await workplace.store.create([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100)).id)
      }
      // Three hours old: a sweep would open them.
      for name in workplace.files.names {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -3 * 3600)], ofItemAtPath: workplace.path + "/" + name)
      }
    }

    var record: String { workplace.path + "/store" }

    func lose(_ loss: Loss) throws {
      switch loss {
      case .removed: try FileManager.default.removeItem(atPath: record)
      case .emptied: try Data().write(to: URL(fileURLWithPath: record))
      case .damaged: try Data("FileSess".utf8).write(to: URL(fileURLWithPath: record))
      }
    }

    func expectAll(_ store: FileSessionStore) async throws {
      for (number, id) in ids.enumerated() {
        #expect(try await store.load(id)?.payload == [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100))
      }
    }
  }

  private static let settings = Setting.all.filter { [.slots, .lockFileRename, .stripedRename].contains($0.strategy) }
  private static let others = [FileSessionStore.Strategy.slots, .lockFileRename, .byteRangeRename]

  @Test("is never a new one: a store on it finds every session, or is refused", arguments: settings, Loss.allCases)
  func opened(_ setting: Setting, _ loss: Loss) async throws {
    for other in [nil] + Self.others.map(Optional.some) {
      for isRunning in [true, false] {
        let scene = try await Scene(setting, count: 5)
        if !isRunning { await scene.workplace.store.close() }
        try scene.lose(loss)
        var configuration = scene.workplace.store.configuration
        configuration.strategy = other
        if let store = try? FileSessionStore(directory: scene.workplace.path, configuration: configuration) {
          #expect(loss == .removed)
          try await scene.expectAll(store)
          let report = try await store.sweep()
          #expect(report.corrupt == 0 && report.removed == 0)
          await store.close()
          // Another one of the same layout took the word of who opened it.
          if store.effectiveStrategy != setting.strategy {
            await scene.workplace.store.close()
            try FileSessionStore.convert(directory: scene.workplace.path, to: setting.strategy)
          }
        }
        #expect(scene.workplace.files.setAside.isEmpty)
        #expect(scene.workplace.files.sessions.count == 5)
        // What it was made for opens it, with or without the command that mends it.
        await scene.workplace.store.close()
        if loss != .removed {
          let error = await expectError(.incompatibleStore) {
            try FileSessionStore(directory: scene.workplace.path, configuration: configuration)
          }
          #expect(error?.message.contains("convert") == true)
          let count = try FileSessionStore.convert(directory: scene.workplace.path, to: setting.strategy)
          #expect(count == 5)
        }
        let again = try scene.workplace.secondStore()
        try await scene.expectAll(again)
        await again.close()
      }
    }
  }

  @Test("is converted to any strategy; a record that cannot be read is kept", arguments: settings, Loss.allCases)
  func converted(_ setting: Setting, _ loss: Loss) async throws {
    for target in Self.others {
      let scene = try await Scene(setting, count: 5)
      await scene.workplace.store.close()
      try scene.lose(loss)
      #expect(try FileSessionStore.convert(directory: scene.workplace.path, to: target) == 5)
      let asides = scene.workplace.files.names.filter { $0.hasPrefix("store.") }
      #expect(asides.count == (loss == .damaged ? 1 : 0))
      for name in asides {
        #expect(try Data(contentsOf: URL(fileURLWithPath: scene.workplace.path + "/" + name)) == Data("FileSess".utf8))
      }
      let store = try scene.workplace.secondStore { $0.strategy = nil }
      #expect(store.effectiveStrategy == target)
      try await scene.expectAll(store)
      await store.close()
    }
  }

  @Test("With session files of two layouts, or none that can be read, it is refused, and nothing is touched")
  func undecided() async throws {
    let scene = try await Scene(try #require(Setting.slots.first), count: 2)
    await scene.workplace.store.close()
    try scene.lose(.removed)
    let other = try FileSystem.disk.makeDirectory()
    let id = SessionID(key: "other")
    try await FileSessionStore(directory: other.path, configuration: .init(strategy: .lockFileRename))
      .create([1], as: id)
    let foreign = try SessionFiles(other.path).bytes(of: id)
    for content in [foreign, [UInt8]("garbage")] {
      for name in scene.workplace.files.sessions where content != foreign {
        try FileModes.removeEntry(scene.workplace.path + "/" + name)
      }
      try scene.workplace.files.plant(content, as: .session(id.digest))
      let names = scene.workplace.files.names
      let error = await expectError(.incompatibleStore) { try scene.workplace.secondStore { $0.strategy = nil } }
      #expect(error?.message.contains("two layouts, or none that can be read") == true, "\(error?.message ?? "")")
      #expect(scene.workplace.files.names == names)
    }
  }

  @Test("A damaged record of a running store is no licence to convert", arguments: Setting.all)
  func running(_ setting: Setting) async throws {
    let scene = try await Scene(setting, count: 1)
    try scene.lose(.damaged)
    let error = await expectError(.incompatibleStore) {
      try FileSessionStore.convert(directory: scene.workplace.path, to: .slots)
    }
    #expect(error?.message.contains("in use") == true)
  }

  @Test("A running store says that its record is gone, once", arguments: Setting.all)
  func told(_ setting: Setting) async throws {
    let scene = try await Scene(setting, count: 1)
    try scene.lose(.removed)
    for _ in 0..<3 { _ = try await scene.workplace.store.sweep() }
    #expect(scene.workplace.events.count(.recordLost) == 1)
    try await scene.expectAll(scene.workplace.store)
  }

  @Test("A record of a newer format is refused to conversions, and left as it is")
  func newer() async throws {
    let scene = try await Scene(try #require(Setting.slots.first), count: 1)
    await scene.workplace.store.close()
    let text = Data("FileSessions store 2\nstrategy tomorrow\n".utf8)
    try text.write(to: URL(fileURLWithPath: scene.record))
    await expectError(.incompatibleStore) { try FileSessionStore.convert(directory: scene.workplace.path, to: .slots) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: scene.record)) == text)
  }

  // MARK: - The strategy is what the directory says

  @Test("A store without a strategy takes the directory's", arguments: Setting.all)
  func recorded(_ setting: Setting) async throws {
    let scene = try await Scene(setting, count: 3)
    let store = try scene.workplace.secondStore { $0.strategy = nil }
    #expect(store.effectiveStrategy == setting.strategy)
    try await scene.expectAll(store)
  }

  @Test("A recorded strategy that loses sessions has to be allowed all the same")
  func unsound() async throws {
    let directory = try FileSystem.disk.makeDirectory()
    var configuration = FileSessionStore.Configuration(strategy: .rename)
    configuration.unsoundStrategies = .allow
    let store = try FileSessionStore(directory: directory.path, configuration: configuration)
    await expectError(.unsoundStrategy) { try FileSessionStore(directory: directory.path) }
    configuration.strategy = nil
    #expect(try FileSessionStore(directory: directory.path, configuration: configuration).effectiveStrategy == .rename)
    await store.close()
  }

  @Test("A new directory is made for slots where the file system is known to carry it", arguments: FileSystem.available)
  func preferred(_ fileSystem: FileSystem) throws {
    let directory = try fileSystem.makeDirectory()
    let store = try FileSessionStore(directory: directory.path("new"))
    let descriptor = unsafe directory.path("new").withCString { unsafe file_sessions_open_directory($0) }
    defer { _ = file_sessions_close(descriptor) }
    #expect(store.effectiveStrategy == .preferred(on: FileSystemType(of: descriptor)))
    for known in [FileSystemType.ext4, .xfs, .btrfs, .tmpfs, .overlay] {
      #expect(FileSessionStore.Strategy.preferred(on: known) == .slots)
    }
    // NFS_SUPER_MAGIC and FUSE_SUPER_MAGIC of linux/magic.h, and zfs, whose locks are fine but was not tried.
    for other in [FileSystemType(rawValue: 0x6969), FileSystemType(rawValue: 0x6573_5546), .zfs] {
      #expect(FileSessionStore.Strategy.preferred(on: other) == .lockFileRename)
    }
  }
}
