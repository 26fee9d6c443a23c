import FileSessions
import TestSupport
import Testing

@Suite("Strategies as values and as text")
struct StrategyTests {
  @Test("Every combination prints as text that reads back as itself, and no two print alike")
  func roundTrip() throws {
    let all = FileSessionStore.Strategy.all
    // 4 unlocked + 96 on the data file + 180 lock files + 36 striped + 18 byte ranges + 4 slots
    #expect(all.count == 338)
    #expect(Set(all).count == all.count)
    for strategy in all { #expect(try FileSessionStore.Strategy(strategy.description) == strategy) }
    #expect(Set(all.map(\.description)).count == all.count)
  }

  @Test("Presets read by name")
  func presets() throws {
    for (name, strategy) in FileSessionStore.Strategy.presets {
      #expect(try FileSessionStore.Strategy(name) == strategy)
      #expect(strategy.presetName == name)
    }
  }

  @Test(
    "Text that is no strategy says where it goes wrong and what fits there",
    arguments: [
      ("", "its beginning"), ("fast", "its beginning"), ("fast:flock", "its beginning"),
      ("slots:", "'' (word 1)"), ("slots:flick", "flock, ofd, posix, open-flag"), ("slots:flock,x", "the end"),
      ("unlocked:rename,", "the end"), ("lock-file:flock,removed-on-delete,rename,lock-free", "recheck, no-recheck"),
      ("striped:flock,0,rename,shared", "a number from 1 to 65535"), ("striped:flock", "its end"),
      ("byte-range:flock,rename,shared", "ofd, posix"),
    ])
  func refuses(_ text: String, _ hint: String) {
    let error = #expect(throws: SessionError.self) { try FileSessionStore.Strategy(text) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.message.contains(hint) == true, "\(error?.message ?? "")")
  }

  @Test(
    "A slip of the pen is answered with what was probably meant",
    arguments: [
      ("slot", "slots"), ("Slots", "slots"), ("nave", "naive"), ("lockfilerename", "lockFileRename"),
      ("slot:flock", "slots:"), ("lockfile:flock", "lock-file:"), ("slots:flick", "flock"),
      ("unlocked:renmae", "rename"), ("lock-file:flock,kept,rename,lockfree", "lock-free"),
    ])
  func guesses(_ text: String, _ meant: String) {
    let error = #expect(throws: SessionError.self) { try FileSessionStore.Strategy(text) }
    #expect(error?.message.hasSuffix("; did you mean '\(meant)'?") == true, "\(error?.message ?? "")")
  }

  @Test(
    "What resembles nothing is answered without a guess",
    arguments: ["", "fast", "fast:flock", "slots:", "slots:x"])
  func doesNotGuess(_ text: String) {
    let error = #expect(throws: SessionError.self) { try FileSessionStore.Strategy(text) }
    #expect(error?.message.contains("did you mean") == false, "\(error?.message ?? "")")
  }

  @Test("What is sound keeps the three promises, and only that")
  func soundness() {
    let sound = FileSessionStore.Strategy.presets.filter { $0.strategy.isSound }.map(\.name)
    #expect(sound == ["lockFile", "lockFileRename", "stripedRename", "byteRangeRename", "slots"])
  }

  /// What the computation behind it says is CheckerTests' affair; this is what README promises.
  @Test("After a power cut all is there at full durability; at data slots keep it where a file's sync carries its name")
  func powerCut() {
    typealias Model = FileSessionStore.FileSystemModel
    for model in Model.allCases {
      for strategy in [FileSessionStore.Strategy.slots, .lockFileRename, .stripedRename] {
        #expect(strategy.guarantees(afterPowerCutOn: model, durability: .none) == [])
        #expect(strategy.guarantees(afterPowerCutOn: model, durability: .full) == .everything)
      }
      // Killed while it writes in place it may leave half of a value, and so may a power cut.
      #expect(FileSessionStore.Strategy.lockFile.guarantees(afterPowerCutOn: model, durability: .full) == [])
      let renamed = FileSessionStore.Strategy.lockFileRename.guarantees(afterPowerCutOn: model, durability: .data)
      #expect(!renamed.contains(.changesSurvive) && !renamed.isEmpty)
    }
    let slots = { FileSessionStore.Strategy.slots.guarantees(afterPowerCutOn: $0, durability: .data) }
    #expect(slots(Model.ext4) == .everything)
    #expect(!slots(Model.weakest).contains(.changesSurvive))
  }
}

@Suite("The public interface")
struct InterfaceTests {
  @Test("The file store's verbs throw typed errors, also where arguments are left out")
  func typed() async throws {
    let directory = try TemporaryDirectory()
    let store = try FileSessionStore(directory: directory.path + "/store")
    let id = SessionID(key: "nobody")
    do throws(SessionError) {
      _ = try await store.create([])
      try await store.create([], as: SessionID(key: "somebody"))
      try await store.put([], for: SessionID(key: "somebody"))
      _ = try await store.rotate(SessionID(key: "somebody"))
      try await store.save([], for: id)
    } catch {
      #expect(error.code == .notFound)
    }
  }
}

@Suite("Configuration that makes no sense")
struct ConfigurationTests {
  @Test("is refused when the store is made, and says what would")
  func refused() throws {
    let directory = try TemporaryDirectory()
    let changes: [@Sendable (inout FileSessionStore.Configuration) -> Void] = [
      { $0.lifetime.idle = .zero }, { $0.lifetime.absolute = .seconds(-1) }, { $0.lockTimeout = .seconds(-1) },
      { $0.blockingWork = .dispatch(threads: 0) }, { $0.touchCoalescingFraction = 1 },
      { $0.maximumPayloadByteCount = -1 },
    ]
    for change in changes {
      var configuration = FileSessionStore.Configuration()
      change(&configuration)
      let error = #expect(throws: SessionError.self) {
        try FileSessionStore(directory: directory.path + "/store", configuration: configuration)
      }
      #expect(error?.code == .invalidConfiguration)
    }
  }

  @Test("A lifetime or a grace period below zero is refused, and changes nothing")
  func lifetimes() async throws {
    let directory = try TemporaryDirectory()
    let store = try FileSessionStore(directory: directory.path + "/store")
    let session = try await store.create([1])
    let over = SessionLifetime(idle: .seconds(-5), absolute: nil)
    for attempt in 0..<5 {
      let error = await #expect(throws: SessionError.self) {
        switch attempt {
        case 0: _ = try await store.create([], lifetime: over)
        case 1: try await store.save([], for: session.id, lifetime: over)
        case 2: try await store.put([], for: session.id, lifetime: over)
        case 3: try await store.update(session.id) { $0.lifetime = over }
        default: _ = try await store.rotate(session.id, grace: .seconds(-1))
        }
      }
      #expect(error?.code == .invalidConfiguration)
    }
    #expect(try await store.load(session.id)?.payload == [1])
  }

  @Test("A store that is closed inside withLock refuses what comes, and does not wait for itself")
  func closedInside() async throws {
    let directory = try TemporaryDirectory()
    let store = try FileSessionStore(directory: directory.path + "/store")
    let session = try await store.create([1])
    try await store.withLock(session.id) { locked in
      await store.close()
      try await locked.save([2])
    }
    let error = await #expect(throws: SessionError.self) { try await store.load(session.id) }
    #expect(error?.code == .closed)
  }

  @Test("What the old id answers after a rotation says that it is only that")
  func rotated() async throws {
    let directory = try TemporaryDirectory()
    for store in [try FileSessionStore(directory: directory.path + "/store"), MemorySessionStore()]
      as [any SessionStore]
    {
      let session = try await store.create([1])
      let fresh = try await store.rotate(session.id)
      #expect(try await store.load(session.id)?.isRotated == true)
      #expect(try await store.load(fresh)?.isRotated == false)
      await store.close()
    }
  }
}
