#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsChecker
internal import Foundation
internal import Lab

struct CheckReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Plays a schedule on this system's kernel, one process per client, one call at a time.",
    discussion: """
      What a kernel cannot be made to do (a power cut, a call that fails, a clock that moves) is played on the simulated \
      one. \
      Exit status: 0 what was computed happened, and it is wrong; 1 it did not happen, or nothing is wrong with it; \
      2 the text is no token; 3 no process or no directory is to be had.
      """)

  @Argument(help: "A schedule, as 'check explain' prints it.")
  var token: String

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "An existing directory, for a folder that is removed again. (default: the temporary directory)")
  var directory: String?

  func run() async throws {
    let schedule: Token
    do { schedule = try Token(token) } catch { throw LabFailure.wrongUse("\(error)") }
    let text = ReplayText(token: schedule)
    if !json { try Output.print(text.heading) }
    if !schedule.isOfRealKernel {
      var number = 0
      let result = SimulatedReplay.run(schedule) { line in
        number += 1
        if !json { try? Output.print(text.line(number, line)) }
      }
      return try end(result, text)
    }
    let parent = directory ?? FileManager.default.temporaryDirectory.path
    let result = try await Interruption.run { [json] place in
      let scratch = place.scratch(try ScratchDirectory(fresh: "replay", in: parent))
      var number = 0
      return try Replay(executable: Executable.path, in: scratch).run(schedule) { line in
        number += 1
        if !json { try? Output.print(text.line(number, line)) }
      }
    }
    try end(result, text)
  }

  private func end(_ result: ReplayResult, _ text: ReplayText) throws {
    try Output.print(json ? Output.json(ReplayReport(result)) : text.verdict(result))
    if !result.isConfirmed { throw ExitStatus.finding }
  }
}

/// What a replay came to, for scripts.
private struct ReplayReport: Encodable {
  var isConfirmed: Bool
  var difference: String?
  var violations: [String]
  var remains: String

  init(_ result: ReplayResult) {
    isConfirmed = result.isConfirmed
    if case .different(let words) = result.verdict { difference = words }
    (violations, remains) = (result.violations, result.remains)
  }
}

/// What a replay starts several of.
struct CheckClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "check-client", shouldDisplay: false)

  func run() async throws { ClientWorker.run() }
}

/// A replay for people: numbered, a column for each client.
struct ReplayText {
  let token: Token
  private static let width = 44

  var heading: String {
    let letters = ["A", "B", "C", "D"].prefix(token.clientCount)
    let columns = letters.map { $0.padded(to: Self.width) }.joined().withoutTrailingSpaces
    return "\(token.strategy)\n\(token.setting)\n\n     \(columns)\n"
  }

  func line(_ number: Int, _ line: Schedule.Line) -> String {
    let column = ["A", "B", "C", "D"].firstIndex(of: line.client) ?? 0
    let indent = "".padded(to: column * Self.width)
    let digits = "\(number)".padded(to: 3, leansRight: true)
    let result = line.result.isEmpty ? "" : " = \(line.result)"
    let outcome = line.outcome.map { "\n     \(indent)-> \($0)" } ?? ""
    return "\(digits)  \(indent)\(line.call)\(result)\(outcome)\n"
  }

  func verdict(_ result: ReplayResult) -> String {
    var lines: [String] = [""]
    switch result.verdict {
    case .different(let words): lines.append("Not as computed. \(words)")
    case .nothingWrong: lines.append("The same as computed. Nothing is wrong with it.")
    case .confirmed where token.isOfRealKernel: lines.append("The same as computed, on this kernel:")
    case .confirmed: lines.append("Computed again, on the simulated kernel:")
    }
    if result.isConfirmed { lines += result.violations.map { "  \($0)" } }
    if !result.remains.isEmpty { lines.append("Afterwards \(result.remains).") }
    return lines.joined(separator: "\n") + "\n"
  }
}
#endif
