#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsComparison
internal import Lab

struct StrategiesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategies", abstract: "Lists the presets: what they are and what they promise.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let strategies = FileSessionStore.Strategy.presets.map { StrategySummary($0.strategy) }
    if json { return try Output.print(Output.json(strategies)) }
    try Output.print(strategies.map(\.text).joined(separator: "\n"))
  }
}

/// A preset, for people and for scripts.
struct StrategySummary: Encodable {
  var name: String
  var definition: String
  var declared: String
  var guarantees: [String]

  init(_ strategy: FileSessionStore.Strategy) {
    name = strategy.label
    definition = strategy.description
    declared = strategy.isSound ? "sound" : "unsound"
    let promised = strategy.guarantees
    guarantees = FileSessionStore.Guarantees.named.filter { promised.contains($0.guarantee) }.map(\.name)
  }

  var text: String {
    """
    \(name) (\(declared))
      \(definition)
      \(guarantees.isEmpty ? "promises nothing" : guarantees.joined(separator: " · "))

    """
  }
}

/// The strategies that a flag names.
///
/// Definitions contain commas themselves, so a comma separates only where what stands before it is whole: a preset's
/// name, or a definition that can be read.
enum StrategyList {
  static func parse(_ text: String?) throws -> [FileSessionStore.Strategy] {
    guard let text else { return FileSessionStore.Strategy.presets.map(\.strategy) }
    var strategies: [FileSessionStore.Strategy] = []
    var rest = text.split(separator: ",", omittingEmptySubsequences: false)[...]
    while !rest.isEmpty {
      let (strategy, count) = try longest(of: rest)
      strategies.append(strategy)
      rest = rest.dropFirst(count)
    }
    return strategies
  }

  /// The longest beginning that is a strategy.
  private static func longest(
    of words: ArraySlice<Substring>
  ) throws -> (FileSessionStore.Strategy, count: Int) {
    for count in stride(from: words.count, through: 1, by: -1) {
      let text = words.prefix(count).joined(separator: ",")
      if let strategy = try? FileSessionStore.Strategy(text) { return (strategy, count) }
    }
    // What has no colon is no definition, so what follows does not belong to it.
    let isAlone = words.first?.contains(":") == false
    let text = isAlone ? words.prefix(1).joined() : words.joined(separator: ",")
    do {
      return (try FileSessionStore.Strategy(text), words.count)
    } catch {
      throw LabFailure.wrongUse(error.message)
    }
  }
}
#endif
