#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsChecker
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

struct CheckReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Plays a schedule on this system's kernel, one process per client, one call at a time.",
    discussion: """
      Exit status: 0 what was computed happened, and it is wrong; 1 it did not happen, or nothing is wrong with it; \
      2 the text is no token; 3 no process or no directory is to be had.
      """)

  @Argument(help: "A schedule, as 'check explain' prints it.")
  var token: String

  @Option(help: "An existing directory, for a folder that is removed again. (default: the temporary directory)")
  var directory: String?

  func run() async throws {
    let schedule: Token
    do { schedule = try Token(token) } catch { throw ComparisonFailure.wrongUse("\(error)") }
    let replay = Replay(executable: Executable.path, in: directory ?? FileManager.default.temporaryDirectory.path)
    let text = ReplayText(schedule)
    try Output.print(text.heading)
    let result: ReplayResult
    do {
      var number = 0
      result = try replay.run(schedule) { line in
        number += 1
        try? Output.print(text.line(number, line))
      }
    } catch let failure as ReplayFailure {
      throw ComparisonFailure.environment("\(failure)")
    }
    try Output.print(text.verdict(result))
    if !result.isConfirmed { throw ExitStatus.finding }
  }
}
#endif
