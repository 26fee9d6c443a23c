import FileSessions
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

  @Test("What is sound keeps the three promises, and only that")
  func soundness() {
    let sound = FileSessionStore.Strategy.presets.filter { $0.strategy.isSound }.map(\.name)
    #expect(sound == ["lockFile", "lockFileRename", "stripedRename", "byteRangeRename", "slots"])
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
