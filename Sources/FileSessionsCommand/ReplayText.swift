#if CommandLineTool
internal import FileSessionsChecker

/// A replay for people: numbered, a column for each client.
struct ReplayText {
  private let token: Token
  private static let width = 44

  init(_ token: Token) { self.token = token }

  var heading: String {
    let letters = ["A", "B", "C", "D"].prefix(token.clientCount)
    let columns = letters.map { padded($0) }.joined()
    return "\(token.strategy)\n\(token.setting)\n\n     \(trimmed(columns))\n"
  }

  func line(_ number: Int, _ line: Schedule.Line) -> String {
    let column = ["A", "B", "C", "D"].firstIndex(of: line.client) ?? 0
    let indent = String(repeating: " ", count: column * Self.width)
    let digits = String(repeating: " ", count: max(0, 3 - String(number).count)) + String(number)
    let result = line.result.isEmpty ? "" : " = \(line.result)"
    let outcome = line.outcome.map { "\n     \(indent)-> \($0)" } ?? ""
    return "\(digits)  \(indent)\(line.call)\(result)\(outcome)\n"
  }

  func verdict(_ result: ReplayResult) -> String {
    var lines: [String] = [""]
    switch result.verdict {
    case .different(let words): lines.append("Not as computed. \(words)")
    case .nothingWrong: lines.append("The same as computed. Nothing is wrong with it.")
    case .confirmed: lines.append("The same as computed, on this kernel:")
    }
    if result.isConfirmed { lines += result.violations.map { "  \($0)" } }
    if !result.remains.isEmpty { lines.append("Afterwards \(result.remains).") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func padded(_ text: String) -> String {
    text + String(repeating: " ", count: max(0, Self.width - text.count))
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}
#endif
