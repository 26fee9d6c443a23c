import FileSessions
import Testing

@Suite("Damaged session files")
struct DamageTests {
  private static let header = RecordHeader.byteCount

  /// A store with one session, written once, and another beside it.
  private struct Scene {
    let workplace: Workplace
    let id = SessionID(key: "session")
    let other = SessionID(key: "other")
    let intact: [UInt8]

    init(_ setting: Setting, _ change: (inout FileSessionStore.Configuration) -> Void = { _ in }) async throws {
      workplace = try Workplace(setting, change)
      try await workplace.store.create([UInt8]("payload"), as: id)
      try await workplace.store.create([UInt8]("other"), as: other)
      intact = try workplace.files.bytes(of: id)
    }

    /// The file is damaged: every verb says so, but create and put, which set it aside.
    func expectCorrupt(_ comment: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
      let store = workplace.store
      await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.load(id) }
      await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.save([9], for: id) }
      await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.update(id) { $0.payload = [9] } }
      await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.touch(id) }
      await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.withLock(id) { _ in } }
      await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.rotate(id) }
      #expect(try await store.text(other) == "other", "\(comment)", sourceLocation: sourceLocation)
      try await store.create([UInt8]("new"), as: id)
      #expect(try await store.text(id) == "new", "\(comment)", sourceLocation: sourceLocation)
      #expect(workplace.files.setAside.count == 1, "\(comment)", sourceLocation: sourceLocation)
      #expect(workplace.files.temporaries.isEmpty, "\(comment)", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "A file of no bytes is damaged, or, where it is what a killed create leaves, no session", arguments: Setting.all)
  func empty(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try scene.workplace.files.overwrite(scene.id, with: [])
    if setting.strategy == .slots {
      #expect(try await scene.workplace.store.load(scene.id) == nil)
      await expectError(.notFound) { try await scene.workplace.store.save([9], for: scene.id) }
      try await scene.workplace.store.create([1], as: scene.id)
      #expect(try await scene.workplace.store.text(scene.other) == "other")
    } else {
      try await scene.expectCorrupt("empty")
    }
  }

  @Test(
    "A file that is cut short is damaged, wherever it is cut", arguments: Setting.all,
    [1, 24, 143, 144, 150, 300, 512, 2048, 4095])
  func truncated(_ setting: Setting, _ length: Int) async throws {
    let scene = try await Scene(setting)
    guard length < scene.intact.count else { return }
    try scene.workplace.files.overwrite(scene.id, with: Array(scene.intact[..<length]))
    try await scene.expectCorrupt("\(length) bytes")
  }

  @Test("A file with something behind the session is damaged", arguments: Setting.all)
  func extended(_ setting: Setting) async throws {
    for extra in [1, 512, 4096] {
      let scene = try await Scene(setting)
      try scene.workplace.files.overwrite(scene.id, with: scene.intact + [UInt8](repeating: 0, count: extra))
      try await scene.expectCorrupt("\(extra) bytes more")
    }
  }

  @Test("A file that is longer than any session here may be is refused, and left alone", arguments: Setting.all)
  func oversized(_ setting: Setting) async throws {
    let scene = try await Scene(setting) { $0.maximumPayloadByteCount = 1 << 16 }
    let store = scene.workplace.store
    let content = scene.intact + [UInt8](repeating: 0, count: 1 << 20)
    try scene.workplace.files.overwrite(scene.id, with: content)
    #expect(try await store.load(scene.id) == nil)
    await expectError(.notFound) { try await store.save([9], for: scene.id) }
    await expectError(.tooLarge) { try await store.put([9], for: scene.id) }
    await expectError(.tooLarge) { try await store.create([9], as: scene.id) }
    #expect(try await store.sweep().removed == 0)
    #expect(try scene.workplace.files.bytes(of: scene.id) == content)
    #expect(try await store.text(scene.other) == "other")
  }

  @Test("A file with something else in it is damaged", arguments: Setting.all)
  func foreign(_ setting: Setting) async throws {
    for content in [[UInt8]("x"), [UInt8](repeating: 0xff, count: 4096), [UInt8](repeating: 65, count: 4096)] {
      let scene = try await Scene(setting)
      try scene.workplace.files.overwrite(scene.id, with: content)
      try await scene.expectCorrupt("\(content.count) bytes")
    }
  }

  @Test("A flip of any bit of the header and the payload is found out", arguments: Setting.all)
  func flipped(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let store = scene.workplace.store
    for index in 0..<Self.header + "payload".utf8.count {
      for bit in index < Self.header ? [UInt8(index % 8)] : Array(0..<8) {
        var damaged = scene.intact
        damaged[index] ^= 1 << bit
        try scene.workplace.files.overwrite(scene.id, with: damaged)
        let error = await sessionError { try await store.load(scene.id) }
        // A flip in these three may make a record of a format that is yet to come.
        let isFormat = (4...6).contains(index) && error?.code == .unsupported
        #expect(error?.code == .corrupt || isFormat, "byte \(index), bit \(bit)")
      }
    }
    #expect(try await store.text(scene.other) == "other")
    try await scene.expectCorrupt("the last one")
  }

  @Test("Where two records stand in a file, a flip in the older one hides nothing", arguments: Setting.slots)
  func flippedOlder(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let store = scene.workplace.store
    try await store.save([UInt8]("newer"), for: scene.id)
    let both = try scene.workplace.files.bytes(of: scene.id)
    for index in 0..<Self.header + "payload".utf8.count {
      var damaged = both
      damaged[index] ^= 0x10
      try scene.workplace.files.overwrite(scene.id, with: damaged)
      guard try await !isRefused(store, scene.id, index) else { continue }
      #expect(try await store.text(scene.id) == "newer", "byte \(index)")
      // A slot that is no record any more, or one of another file, or claims to be the newest, sends readers to the
      // lock: the first caller has mended it, so that the next one needs none. What else is wrong with the older
      // record concerns nobody.
      let sendsToLock = [0..<4, 12..<16, 24..<32].contains { $0.contains(index) }
      let header = try scene.workplace.files.bytes(of: scene.id)[..<Self.header]
      #expect(header.allSatisfy { $0 == 0 } == sendsToLock, "byte \(index)")
      try await store.save([UInt8]("newest"), for: scene.id)
      #expect(try await store.text(scene.id) == "newest", "byte \(index)")
    }
  }

  /// A buffer that a file fills exactly holds two halves of a size that slots may have; the second lies in the middle
  /// of a payload, and a user who chose that payload may have put a record there.
  @Test("A payload that contains a record of its own session is never read as one", arguments: Setting.slots)
  func forged(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let store = scene.workplace.store
    for half in stride(from: Workspace.usualByteCount, through: 4 * Workspace.usualByteCount, by: 512) {
      var header = RecordHeader()
      header.sequence = 1 << 40
      header.slotSize = half
      var record = [UInt8](repeating: 0, count: RecordHeader.recordByteCount(payload: 0))
      var span = record.mutableSpan
      header.encode(into: &span, of: scene.id.digest)
      let place = half - RecordHeader.byteCount
      let payload = [UInt8](repeating: 7, count: place) + record + [UInt8](repeating: 7, count: 400)
      try await store.save(payload, for: scene.id)
      for _ in 0..<3 {
        #expect(try await store.load(scene.id)?.payload == payload, "\(half)")
        try await store.update(scene.id) { #expect($0.payload == payload, "\(half)") }
      }
    }
  }

  /// A torn write and a flipped bit look alike, and a torn one has to leave the session as it was before: so the value
  /// before the last one comes out. It is whole, it is this session's, and no flip makes anything else of it.
  @Test("A flip in the newer of two records answers the whole record before it", arguments: Setting.slots)
  func flippedNewer(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let store = scene.workplace.store
    try await store.save([UInt8]("newer"), for: scene.id)
    let both = try scene.workplace.files.bytes(of: scene.id)
    for index in 0..<Self.header + "newer".utf8.count {
      var damaged = both
      damaged[both.count / 2 + index] ^= 0x10
      try scene.workplace.files.overwrite(scene.id, with: damaged)
      guard try await !isRefused(store, scene.id, index) else { continue }
      #expect(try await store.text(scene.id) == "payload", "byte \(index)")
      try await store.save([UInt8]("mended"), for: scene.id)
      #expect(try await store.text(scene.id) == "mended", "byte \(index)")
    }
  }

  /// With a flip in one of these three bytes a record may be one of a format that is yet to come: nothing is answered
  /// then, and nothing done.
  private func isRefused(_ store: FileSessionStore, _ id: SessionID, _ index: Int) async throws -> Bool {
    guard (4...6).contains(index) else { return false }
    let error = await sessionError { try await store.load(id) }
    guard let error else { return false }
    #expect(error.code == .unsupported)
    return true
  }

  @Test("A file that was copied to another session's name does not answer for that one", arguments: Setting.all)
  func copied(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try scene.workplace.files.overwrite(scene.other, with: scene.intact)
    let error = await expectError(.corrupt) { try await scene.workplace.store.load(scene.other) }
    #expect(error?.message.contains("another session") == true)
    #expect(try await scene.workplace.store.text(scene.id) == "payload")
    try await scene.workplace.store.put([1], for: scene.other)
    #expect(try await scene.workplace.store.load(scene.other)?.payload == [1])
    #expect(try await scene.workplace.store.text(scene.id) == "payload")
  }

  /// The first byte of the first record is kept, others are lost, and no sync had returned.
  @Test(
    "A create that a power cut tore is no session to a durable store, which told nobody of it", arguments: Setting.slots
  )
  func tornCreate(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    var torn = scene.intact
    torn[Self.header] ^= 0x10
    try scene.workplace.files.overwrite(scene.id, with: torn)
    // A store without durability may have told somebody.
    await expectError(.corrupt) { try await scene.workplace.store.load(scene.id) }
    let durable = try scene.workplace.secondStore { $0.durability = .data }
    #expect(try await durable.load(scene.id) == nil)
    await expectError(.notFound) { try await durable.save([9], for: scene.id) }
    try await durable.create([UInt8]("new"), as: scene.id)
    #expect(try await durable.text(scene.id) == "new")
    #expect(scene.workplace.files.setAside.isEmpty)
  }

  /// A creator that is killed before its first write leaves one.
  @Test(
    "Where the lock lies on the session's file, an empty one is no session",
    arguments: Setting.everyLock.filter { if case .dataFile = $0.strategy.shape { true } else { false } })
  func emptyLocked(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let store = scene.workplace.store
    try scene.workplace.files.overwrite(scene.id, with: [])
    #expect(try await store.load(scene.id) == nil)
    await expectError(.notFound) { try await store.save([9], for: scene.id) }
    await expectError(.notFound) { try await store.update(scene.id) { $0.payload = [9] } }
    try await store.create([UInt8]("new"), as: scene.id)
    #expect(try await store.text(scene.id) == "new")
    #expect(scene.workplace.files.setAside.isEmpty)
  }

  @Test(
    "A file that came from a directory of another layout is told from damage, and left alone", arguments: Setting.all)
  func otherLayout(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    let other: FileSessionStore.Strategy = setting.strategy == .slots ? .lockFileRename : .slots
    let directory = try setting.fileSystem.makeDirectory()
    let foreign = try FileSessionStore(directory: directory.path, configuration: .init(strategy: other))
    try await foreign.create([UInt8]("foreign"), as: scene.id)
    let content = try SessionFiles(directory.path).bytes(of: scene.id)
    try scene.workplace.files.overwrite(scene.id, with: content)
    let store = scene.workplace.store
    let error = await expectError(.incompatibleStore) { try await store.load(scene.id) }
    #expect(error?.message.contains("convert the directory") == true, "\(error?.message ?? "")")
    await expectError(.incompatibleStore) { try await store.save([9], for: scene.id) }
    await expectError(.incompatibleStore) { try await store.put([9], for: scene.id) }
    #expect(try await store.sweep().removed == 0)
    #expect(try scene.workplace.files.bytes(of: scene.id) == content)
    #expect(try await store.text(scene.other) == "other")
  }

  @Test("A delete removes a damaged session as well", arguments: Setting.all)
  func deleted(_ setting: Setting) async throws {
    let scene = try await Scene(setting)
    try scene.workplace.files.overwrite(scene.id, with: [UInt8]("garbage"))
    try await scene.workplace.store.delete(scene.id)
    #expect(try await scene.workplace.store.load(scene.id) == nil)
    #expect(!scene.workplace.files.exists(scene.id))
  }
}
