#if CommandLineTool
import FileSessionsPower
import Foundation
import Lab
import Testing

/// A comparison that is ended from outside leaves nothing: no process, no file, and a status that says what happened.
///
/// One at a time: each is as many processes as there are processors.
@Suite(.serialized) struct InterruptionTests {
  enum Signal: CaseIterable, CustomTestStringConvertible {
    case interrupt, terminate

    var number: Int32 { self == .interrupt ? SIGINT : SIGTERM }
    var status: Int32 { self == .interrupt ? 130 : 143 }
    var testDescription: String { self == .interrupt ? "SIGINT" : "SIGTERM" }
  }

  enum Moment: String, CaseIterable, CustomTestStringConvertible {
    case preparing, timed, catching, floors

    var testDescription: String { rawValue }

    /// Short until then, and far too long there.
    var arguments: [String] {
      switch self {
      case .preparing: ["--sessions", "100000", "--seconds", "60"]
      case .timed: ["--seconds", "60"]
      case .catching: ["--seconds", "1", "--catch-seconds", "60"]
      case .floors: ["--seconds", "1", "--catch-seconds", "1"]
      }
    }

    var progress: String {
      switch self {
      case .preparing, .timed: "timed for"
      case .catching: "to be caught"
      case .floors: "beside its system calls"
      }
    }

    var workers: Int { self == .timed || self == .catching ? 2 : 0 }
  }

  private static func start(_ moment: Moment, in folder: TestFolder) async throws -> CommandProcess {
    // A strategy that makes files all the time: what removes them must not race with it.
    let command = try CommandProcess(
      ["compare", "--strategies", "rename", "--directory", "scratch", "--output", "result.json"] + moment.arguments,
      in: folder)
    try await command.awaitProgress(moment.progress)
    if moment.workers > 0 { try await command.awaitWorkers(moment.workers) }
    return command
  }

  @Test(arguments: Signal.allCases, Moment.allCases)
  func leavesNothing(_ signal: Signal, _ moment: Moment) async throws {
    while true {
      let folder = try TestFolder()
      let command = try await Self.start(moment, in: folder)
      command.send(signal.number)
      let end = try await command.awaitEnd()
      // The last moment is a short one: on a busy machine the command is through before the signal is sent.
      if moment == .floors, end == .exited(0) { continue }
      #expect(end == .exited(signal.status), "\(folder.errors)")
      #expect(command.survivors.isEmpty)
      #expect(try folder.entries.isEmpty)
      return #expect(folder.output.isEmpty)
    }
  }

  /// A command, and what it says when it is in the middle of something long.
  struct Long: CustomTestStringConvertible {
    var arguments: [String]
    var words: String

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let long = [
    Long(arguments: ["check", "--no-replay"], words: "0 of "),
    Long(arguments: ["check", "--quick", "--strategies", "naive,rename"], words: "0 of 2 replayed"),
    Long(arguments: ["check", "explain", "lockFileRename"], words: "exploring"),
    Long(arguments: ["check", "kernel", "--file-systems", "disk"], words: "both kernels"),
    Long(arguments: ["compare", "--seconds", "60"], words: "timed for"),
    Long(arguments: ["power"], words: "the power is cut"),
  ]

  /// Whether it looks up from its work or not.
  @Test(arguments: long, Signal.allCases)
  func everyLongCommandEndsSoon(_ long: Long, _ signal: Signal) async throws {
    // On a busy machine once is chance.
    for attempt in 1...5 {
      let folder = try TestFolder()
      let command = try CommandProcess(long.arguments, in: folder)
      try await command.awaitProgress(long.words)
      let begin = ContinuousClock.now
      command.send(signal.number)
      let end = try await command.awaitEnd()
      let taken = ContinuousClock.now - begin
      // A replay is a short one: the command is through before the signal is sent.
      if attempt < 5, end == .exited(0) || taken > .seconds(2) { continue }
      #expect(end == .exited(signal.status), "\(folder.errors)")
      #expect(taken <= .seconds(2))
      #expect(command.survivors.isEmpty)
      #expect(try folder.entries.isEmpty)
      #expect(try command.scratchDirectories.isEmpty)
      return #expect(folder.output.isEmpty)
    }
  }

  /// The user's own directory stays, as empty as it was.
  @Test func directoryThatWasThereStays() async throws {
    let folder = try TestFolder()
    try folder.makeDirectory("scratch")
    let command = try await Self.start(.timed, in: folder)
    command.send(SIGTERM)
    #expect(try await command.awaitEnd() == .exited(143))
    #expect(try folder.entries == ["scratch"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.work + "/scratch").isEmpty)
  }

  /// A terminal tells all of them, and an impatient user more than once.
  @Test func wholeGroupIsInterruptedAgainAndAgain() async throws {
    let folder = try TestFolder()
    let command = try await Self.start(.timed, in: folder)
    for _ in 0..<3 { command.sendToAll(SIGINT) }
    #expect(try await command.awaitEnd() == .exited(130), "\(folder.errors)")
    #expect(command.survivors.isEmpty)
    #expect(try folder.entries.isEmpty)
    // No worker is reported as the one at fault.
    #expect(!folder.errors.contains("worker"))
  }

  /// Workers have no one to answer to then: they leave by themselves.
  @Test func workersOutliveNoParent() async throws {
    let folder = try TestFolder()
    let command = try await Self.start(.timed, in: folder)
    command.send(SIGKILL)
    #expect(try await command.awaitEnd() == .killed(signal: SIGKILL))
    try await command.awaitNobody()
  }

  /// Mounts and loop devices go with the last process; its folder goes when the next one comes.
  @Test(.enabled(if: geteuid() == 0 && FileManager.default.fileExists(atPath: "/dev/fuse")))
  func powerLeavesNothingWhenItIsKilled() async throws {
    let folder = try TestFolder()
    let command = try CommandProcess(["power", "--file-systems", "ext4"], in: folder)
    // The worker, and the disk that it has started.
    try await command.awaitWorkers(2)
    while Leftovers.attached(to: command.processID).isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    command.send(SIGKILL)
    #expect(try await command.awaitEnd() == .killed(signal: SIGKILL))
    try await command.awaitNobody()
    while !Leftovers.attached(to: command.processID).isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    #expect(try command.scratchDirectories.count == 1)
    Leftovers.remove()
    #expect(try command.scratchDirectories.isEmpty)
  }
}
#endif
