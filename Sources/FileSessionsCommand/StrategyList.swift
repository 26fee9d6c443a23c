#if CommandLineTool
internal import FileSessions
internal import FileSessionsComparison

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
      throw ComparisonFailure.wrongUse(error.message)
    }
  }
}
#endif
