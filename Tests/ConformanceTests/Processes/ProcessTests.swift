import FileSessions
import Testing

@Suite("Several processes")
struct ProcessTests {
  @Test("What one process writes another reads", arguments: Setting.all)
  func shared(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let first = try await ChildProcess.open(directory.path, setting)
    let second = try await ChildProcess.open(directory.path, setting)
    try await first.expect("ok", "create session one")
    try await second.expect("ok one", "load session")
    try await second.expect("ok", "save session two")
    try await first.expect("ok two", "load session")
    try await first.expect("error duplicate holder=0 errno=0", "create session three")
    try await first.expect("ok", "delete session")
    try await second.expect("none", "load session")
    try await second.expect("error notFound holder=0 errno=0", "save session four")
    #expect(SessionFiles(directory.path, setting).remains.isEmpty)
  }

  @Test(
    "Of all updates by tasks of several processes each is kept exactly once",
    arguments: Setting.all + Setting.everyLock)
  func hammer(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let (processes, tasks, rounds) = (3, 3, 20)
    var children: [ChildProcess] = []
    for _ in 0..<processes { children.append(try await ChildProcess.open(directory.path, setting)) }
    try await children[0].expect("ok", "create session |")
    for (number, child) in children.enumerated() { child.send("hammer session \(number) \(tasks) \(rounds)") }
    for child in children { #expect(await child.answer() == "ok") }
    let marks = try Marks(await children[0].ask("load session").dropFirst("ok |".count))
    #expect(marks.count == processes * tasks * rounds)
    #expect(marks.areDistinct)
    for process in 0..<processes {
      for task in 0..<tasks {
        // A task waits for its update before it begins the next, so its marks are in order.
        #expect(marks.numbers(of: "\(process).\(task)") == Array(0..<rounds))
      }
    }
  }

  @Test("Of creates and deletes by several processes no create succeeds twice at a time", arguments: Setting.all)
  func createsAndDeletes(_ setting: Setting) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let children = [
      try await ChildProcess.open(directory.path, setting), try await ChildProcess.open(directory.path, setting),
    ]
    for (number, child) in children.enumerated() { child.send("race session \(number) 100") }
    for child in children { #expect(await child.answer().hasPrefix("ok ")) }
    #expect(await children[0].ask("delete session") == "ok")
    #expect(SessionFiles(directory.path, setting).remains.isEmpty)
  }
}
