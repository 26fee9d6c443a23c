internal import Lab

/// A schedule as people read it: a numbered list with a column for each client.
public struct ExplanationText {
  private let explanation: Explanation

  public init(_ explanation: Explanation) { self.explanation = explanation }

  public var text: String {
    let heading = "\(explanation.kind.uppercased()): \(explanation.scenario), \(circumstances)"
    let found = explanation.schedule.remains.isEmpty ? [] : ["   In the end \(explanation.schedule.remains)."]
    let end = ["   Wrong: \(explanation.reason).", "   Replay: file-sessions check replay \(explanation.token)"]
    return ([heading, ""] + lines + found + end).joined(separator: "\n")
  }

  private var circumstances: String {
    var words = ["the session is \(explanation.beginning) at the beginning"]
    if explanation.areThreads { words.append(explanation.manner) }
    if explanation.isKilled { words.append("with a kill") }
    return words.joined(separator: ", ")
  }

  private var lines: [String] {
    let lines = explanation.schedule.lines
    let clients = Set(lines.map(\.client)).sorted()
    let cells = lines.map { line in cell(line) }
    let widths = clients.map { client in
      zip(lines, cells).filter { $0.0.client == client }.flatMap(\.1).map(\.count).max() ?? 0
    }
    let heading = "      " + zip(clients, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
    return [heading.withoutTrailingSpaces]
      + zip(lines, cells).enumerated().flatMap { index, pair in
        pair.1.enumerated().map { place, text in
          let number = place == 0 ? "\(index + 1).".padded(to: 5, leansRight: true) : "     "
          let columns = zip(clients, widths).map { ($0 == pair.0.client ? text : "").padded(to: $1) }
          return (number + " " + columns.joined(separator: "  ")).withoutTrailingSpaces
        }
      }
  }

  /// A call with its result, and under it how the operation ended.
  private func cell(_ line: Schedule.Line) -> [String] {
    let call = line.result.isEmpty ? line.call : "\(line.call) = \(line.result)"
    return [call] + (line.outcome.map { ["⇒ \($0)"] } ?? [])
  }
}
