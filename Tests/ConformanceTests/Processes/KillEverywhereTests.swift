import FileSessions
import Testing

/// A process is killed at each of its calls to the kernel in turn: before the first, the second and so on, until the
/// operation gets through. Writes are done by half before the kill.
@Suite("Processes that are killed at every point")
struct KillEverywhereTests {
  enum Operation: String, CaseIterable {
    case load = "load session"
    case read = "read session"
    case append = "append session 10*b"
    case appendTwice = "appendTwice session 10*b"
    case grow = "append session 9000*b"
    case save = "save session 9000*b"
    case put = "put session 9000*b"
    case touch = "touch session"
    case delete = "delete session"
    case create = "create other 9000*c"
    case rotate = "rotate session"
    /// The victim's clock is past the session's end.
    case sweep = "sweep"

    /// By the victim's clock.
    var seconds: Int { self == .sweep ? 100_000 : 1000 }
  }

  static let old = "ok aaa"

  @Test(
    "Value old or new, lock free at once, litter reclaimed by one sweep", arguments: Setting.killSafe,
    Operation.allCases)
  func everywhere(_ setting: Setting, _ operation: Operation) async throws {
    try await killEverywhere(try await Observed(setting, "none"), operation)
  }

  @Test(
    "The same where every write is synchronised before it is acknowledged", arguments: Setting.killSafe,
    [Operation.grow, .delete, .rotate])
  func everywhereDurably(_ setting: Setting, _ operation: Operation) async throws {
    try await killEverywhere(try await Observed(setting, "full"), operation)
  }

  @Test(
    "The same under every lock kind in every scope", arguments: Setting.everyLock.filter(\.isKillSafe),
    [Operation.grow, .delete, .create, .rotate])
  func everywhereUnderEveryLock(_ setting: Setting, _ operation: Operation) async throws {
    try await killEverywhere(try await Observed(setting, "none"), operation)
  }

  private func killEverywhere(_ observed: Observed, _ operation: Operation) async throws {
    var calls = 0
    while calls < 200, try await !observed.survives(operation, calls: calls) { calls += 1 }
    // Each takes a lock, writes and gives it up; a load may just open and read.
    #expect((operation == .load ? 2..<200 : 4..<200).contains(calls))
  }
}

/// A directory with one session in it, and a process that looks at what another has left there.
private struct Observed {
  private let setting: Setting
  private let durability: String
  private let directory: TemporaryDirectory
  private let observer: ChildProcess

  init(_ setting: Setting, _ durability: String) async throws {
    self.setting = setting
    self.durability = durability
    directory = try setting.fileSystem.makeDirectory()
    observer = try await ChildProcess.open(directory.path, setting, Self.clock(0))
  }

  /// The victim's clock is later, so that a touch has something to write.
  private static func clock(_ seconds: Int) -> String { "clock=\((1_700_000_000 + seconds) * 1_000_000_000)" }

  /// Runs an operation in a process that dies after so many calls, and looks at what is left. Whether it got through.
  func survives(_ operation: KillEverywhereTests.Operation, calls: Int) async throws -> Bool {
    try await observer.expect("ok", "create session aaa")
    let clock = Self.clock(operation.seconds)
    let victim = try await ChildProcess.open(directory.path, setting, "durability=\(durability) \(clock)")
    victim.send("die \(calls) torn")
    #expect(await victim.answer() == "ok")
    let answer = await victim.ask(operation.rawValue)
    let survived = answer.hasPrefix("ok")
    #expect(survived || answer == "ended")
    await victim.terminate()
    try await check(operation, calls, survived: survived)
    try await cleanUp(operation, calls)
    return survived
  }

  private func check(_ operation: KillEverywhereTests.Operation, _ calls: Int, survived: Bool) async throws {
    let session = await observer.ask("load session")
    switch operation {
    case .load, .read: try expect(session, [KillEverywhereTests.old], survived)
    case .appendTwice:
      let once = KillEverywhereTests.old + String(repeating: "b", count: 10)
      try expect(session, [KillEverywhereTests.old, once, once + String(repeating: "b", count: 10)], survived)
    case .append:
      try expect(session, [KillEverywhereTests.old, "ok aaa" + String(repeating: "b", count: 10)], survived)
    case .grow:
      try expect(session, [KillEverywhereTests.old, "ok aaa" + String(repeating: "b", count: 9000)], survived)
    case .save, .put:
      try expect(session, [KillEverywhereTests.old, "ok " + String(repeating: "b", count: 9000)], survived)
    case .touch, .rotate: try expect(session, [KillEverywhereTests.old], survived)
    case .delete, .sweep: try expect(session, [KillEverywhereTests.old, "none"], survived)
    case .create:
      try expect(session, [KillEverywhereTests.old], survived)
      // Nobody was told that it exists. A half-written one may be called damaged, but not be answered.
      let damaged = "error corrupt holder=0 errno=0"
      let created = "ok " + String(repeating: "c", count: 9000)
      try expect(await observer.ask("load other"), survived ? [created] : ["none", damaged, created], false)
    }
    // Whatever is there, its lock is free.
    if session != "none", operation != .rotate { try await observer.expect("ok", "append session d") }
    if operation == .create { #expect(await observer.ask("put other e") == "ok", "after \(calls) calls") }
  }

  /// - Parameter survived: then only the last will do.
  private func expect(_ answer: String, _ allowed: [String], _ survived: Bool) throws {
    let fitting = survived ? Array(allowed.suffix(1)) : allowed
    #expect(fitting.contains(answer), "\(answer.prefix(80))")
  }

  private func cleanUp(_ operation: KillEverywhereTests.Operation, _ calls: Int) async throws {
    let report = await observer.ask("sweep")
    let files = SessionFiles(directory.path, setting)
    #expect(report.hasSuffix("busy=0 failed=0"), "after \(calls) calls")
    #expect(files.temporaries.isEmpty, "after \(calls) calls")
    // A lock file has a session of its own.
    for lock in files.helpers where lock.hasSuffix(".lock") {
      #expect(files.sessions.contains(String(lock.dropLast(5))), "after \(calls) calls")
    }
    for id in ["session", "other"] { try await observer.expect("ok", "delete \(id)") }
    // A rotation that was killed half-way leaves a session that nobody can reach, until it expires.
    if operation == .rotate { removeAll(files) }
    #expect(files.remains.subtracting(files.setAside).isEmpty, "after \(calls) calls")
  }
}
