#if CommandLineTool
import FileSessions
import Foundation
import Testing

/// What the command says, and where it puts what it makes.
@Suite(.serialized) struct CommandTests {
  @Test func versionIsSaid() async throws {
    let folder = try TestFolder()
    #expect(try await CommandProcess.run("--version", in: folder) == .exited(0))
    #expect(folder.output == "0.1.0\n")
    #expect(folder.errors.isEmpty)
  }

  @Test(arguments: [
    (["--reads", "1.5"], "--reads is a share and has to lie between 0 and 1, and 1.5 does not"),
    (["--hot=-0.1"], "--hot is a share and has to lie between 0 and 1, and -0.1 does not"),
    (["--reads", "half"], "'half' is invalid for '--reads <reads>'"),
    (["--strategies", "naive,slots,naive"], "naive is named twice"),
    (["--strategies", "slots,slots:flock"], "slots is named twice"),
    (["--strategies", "nave,slots"], "'nave' is no strategy"),
    (["--strategies", "slots,nave,rename"], "did you mean 'naive'?"),
    (["--strategies", "slots:flick,naive"], "did you mean 'flock'?"),
    (["--directory", "nowhere/x"], "/nowhere does not exist; make it first"),
    (["--output", "nowhere/x.json"], "nowhere/x.json cannot be written: there is no directory"),
    (["--output", "."], ". cannot be written: it is a directory"),
    (["--output", "x.html"], "the JSON and the page cannot both be x.html"),
    (["--output", "x.json", "--page", "./x.json"], "the JSON and the page cannot both be x.json"),
  ])
  func wrongUseIsRefusedAtOnce(_ arguments: [String], _ words: String) async throws {
    let folder = try TestFolder()
    let command = try CommandProcess(["compare"] + arguments, in: folder)
    #expect(try await command.awaitEnd() == .exited(2))
    #expect(folder.errors.contains(words), "\(folder.errors)")
    #expect(folder.output.isEmpty)
    #expect(try folder.entries.isEmpty)
  }

  @Test(arguments: [
    (["--file-systems", "ext4,zfs"], "'zfs' is none of ext4, xfs and btrfs"),
    (["--strategies", "nave"], "did you mean 'naive'?"),
  ])
  func wrongUseOfPowerIsRefusedAtOnce(_ arguments: [String], _ words: String) async throws {
    let folder = try TestFolder()
    let command = try CommandProcess(["power"] + arguments, in: folder)
    #expect(try await command.awaitEnd() == .exited(2))
    #expect(folder.errors.contains(words), "\(folder.errors)")
  }

  @Test(arguments: [
    (["peers", "--quick"], "needs the trait Peers; use make peers"), (["demo"], "needs the trait Demo; use make demo"),
  ])
  func commandThatWasLeftOutSaysHowToGetIt(_ arguments: [String], _ words: String) async throws {
    let folder = try TestFolder()
    #expect(try await CommandProcess(arguments, in: folder).awaitEnd() == .exited(2))
    #expect(folder.errors.contains(words), "\(folder.errors)")
  }

  @Test func checkEndsWithItsVerdict() async throws {
    let folder = try TestFolder()
    let check = ["check", "--strategies", "rename", "--no-replay"]
    #expect(try await CommandProcess(check + ["--quick"], in: folder).awaitEnd() == .exited(0))
    #expect(folder.output.contains(" states of 1 explored strategies, in "))
    #expect(folder.output.contains("(Quick: presets alone, and no four clients.)"))
    #expect(folder.output.hasSuffix("\n✓ As declared: 1 of 1 strategies.\n"), "\(folder.output)")
    // Given up before its end, it proves nothing.
    #expect(try await CommandProcess(check + ["--bound", "10"], in: folder).awaitEnd() == .exited(1))
    #expect(folder.output.contains("\n✗ "), "\(folder.output)")
    #expect(folder.output.contains("1 not explored to the end"), "\(folder.output)")
    #expect(!folder.output.contains("Quick"))
  }

  // MARK: - convert

  /// A directory with one session.
  private static func store(in folder: TestFolder) throws {
    let payload: [UInt8] = [1]
    _ = try FileSessionStore(directory: folder.work + "/sessions").blocking.create(payload.span)
  }

  @Test func convertRefusesWhatLosesSessions() async throws {
    let folder = try TestFolder()
    try Self.store(in: folder)
    #expect(try await CommandProcess.run("convert", "sessions", "naive", in: folder) == .exited(2))
    #expect(folder.errors.contains("--allow-unsound allows it"), "\(folder.errors)")
    #expect(!folder.errors.contains("unsoundStrategies"))
    #expect(
      try await CommandProcess.run("convert", "sessions", "naive", "--allow-unsound", in: folder) == .exited(0))
  }

  @Test(arguments: [("lockFile", true), ("lockFileRename", false)])
  func convertSaysWhatIsNotKillSafe(_ strategy: String, _ isSaid: Bool) async throws {
    let folder = try TestFolder()
    try Self.store(in: folder)
    #expect(try await CommandProcess.run("convert", "sessions", strategy, in: folder) == .exited(0))
    #expect(folder.output.hasPrefix("1 session under "))
    #expect(folder.errors.contains("\(strategy) is not kill-safe") == isSaid, "\(folder.errors)")
  }

  private static let short = [
    "compare", "--strategies", "slots,naive", "--seconds", "1", "--catch-seconds", "1", "--no-floors",
  ]

  @Test func resultsGoToTheBuildFolderOfAPackage() async throws {
    let folder = try TestFolder()
    try folder.makeFile("Package.swift")
    try await Self.run(Self.short, in: folder)
    #expect(try folder.entries == [".build", "Package.swift"])
    #expect(try folder.entries(of: ".build") == ["compare.html", "compare.json"])
    #expect(folder.errors.contains("Written: .build/compare.json, and the page .build/compare.html"))
  }

  @Test func resultsGoToTheWorkingDirectoryElsewhere() async throws {
    let folder = try TestFolder()
    try await Self.run(Self.short + ["--json", "--reads", "0.25", "--hot", "0.5"], in: folder)
    #expect(try folder.entries == ["file-sessions-compare.html", "file-sessions-compare.json"])
    #expect(
      folder.errors.contains("Written: file-sessions-compare.json, and the page file-sessions-compare.html"))
    // On stdout is the JSON alone, and in it what was asked for and done.
    let report = try #require(try JSONSerialization.jsonObject(with: Data(folder.output.utf8)) as? [String: Any])
    #expect(report["reads"] as? Double == 0.25)
    #expect(report["hot"] as? Double == 0.5)
    for row in try #require(report["rows"] as? [[String: Any]]) {
      let operations = try #require(row["operations"] as? [String: [String: Double]])
      let rates = operations.compactMapValues { $0["per_second"] }
      let all = rates.values.reduce(0, +)
      #expect((0.1...0.4).contains((rates["load"] ?? 0) / all))
    }
  }

  /// It has run: a strategy that escapes in so short a time is a finding, and none of what is tested here.
  private static func run(_ arguments: [String], in folder: TestFolder) async throws {
    let end = try await CommandProcess(arguments, in: folder).awaitEnd()
    #expect([.exited(0), .exited(1)].contains(end), "\(folder.errors)")
  }
}
#endif
