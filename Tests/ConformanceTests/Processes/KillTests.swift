import FileSessions
import Testing

@Suite("Processes that are killed")
struct KillTests {
  @Test(
    "The lock of a holder that is killed goes to the next at once, and nothing is torn",
    arguments: Setting.all + Setting.everyLock)
  func holder(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let holder = try await ChildProcess.open(directory.path, setting)
    let waiter = try await ChildProcess.open(directory.path, setting)
    try await holder.expect("ok", "create session one;")
    try await holder.expect("ok", "hold session")
    await waiter.sendAndAwaitRefusal("append session two;")
    await holder.terminate()
    #expect(await waiter.answer() == "ok")
    try await waiter.expect("ok one;two;", "load session")
    try await waiter.expect("ok removed=0 corrupt=0 reclaimed=0 busy=0 failed=0", "sweep")
    try await waiter.expect("ok", "delete session")
    #expect(SessionFiles(directory.path, setting).remains.isEmpty)
  }

  @Test("A waiter that is killed leaves the lock to others", arguments: Setting.all)
  func waiter(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let holder = try await ChildProcess.open(directory.path, setting)
    let waiter = try await ChildProcess.open(directory.path, setting)
    try await holder.expect("ok", "create session one;")
    try await holder.expect("ok", "hold session")
    await waiter.sendAndAwaitRefusal("append session two;")
    await waiter.terminate()
    try await holder.expect("ok", "release")
    try await holder.expect("ok", "append session three;")
    try await holder.expect("ok one;three;", "load session")
  }

  @Test(
    "Updates of a process that is killed are old or new, and the acknowledged ones are all there",
    arguments: Setting.killSafe, 0..<4)
  func random(_ setting: Setting, _ seed: Int) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let observer = try await ChildProcess.open(directory.path, setting)
    try await observer.expect("ok", "create session |")
    var acknowledged: [String] = []
    var generator = Seeded(seed)
    for round in 0..<3 {
      let victim = try await ChildProcess.open(directory.path, setting)
      victim.send("churn session \(seed).\(round)")
      // It goes on after the last of these: where the kill meets it, nobody knows.
      for _ in 0..<Int.random(in: 1...25, using: &generator) {
        acknowledged.append(try #require(await victim.nextLine()))
      }
      victim.signalKill()
      acknowledged += await victim.awaitEnd()
      let text = try #require(
        await observer.ask("load session").split(separator: "|", omittingEmptySubsequences: false).last)
      let marks = try Marks(text.prefix { $0 != "#" })
      for line in acknowledged { #expect(marks.contains(String(line.dropFirst("mark ".count)))) }
      #expect(marks.areDistinct)
      // At the most the one that was written and not yet acknowledged.
      #expect(marks.count - acknowledged.count <= round + 1)
    }
    _ = await observer.ask("sweep")
    #expect(SessionFiles(directory.path, setting).temporaries.isEmpty)
    try await observer.expect("ok", "delete session")
    #expect(SessionFiles(directory.path, setting).remains.isEmpty)
  }
}

/// The same numbers in every run.
private struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
