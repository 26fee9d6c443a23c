extension Pins {
  /// Where a run explored something else than is pinned: a line for each strategy and, of a preset, for each scenario.
  public func differences(of found: Pins) -> [String] {
    var differences = Self.unmatched(entries.filter { found.depth == .full || !$0.cells.isEmpty }, found.entries)
    for entry in found.entries {
      guard let pinned = entries.first(where: { $0.strategy.name == entry.strategy.name }) else {
        if found.depth == .full { differences.append("\(entry.strategy.name): is not pinned") }
        continue
      }
      let cells = Self.differences(pinned.cells, entry.cells).map { "\(entry.strategy.name), \($0)" }
      if found.depth == .full, pinned.strategy != entry.strategy {
        differences.append(Self.difference(pinned.strategy, entry.strategy))
      }
      differences += cells
    }
    return differences
  }

  private static func unmatched(_ pinned: [Entry], _ found: [Entry]) -> [String] {
    let names = Set(found.map(\.strategy.name))
    return pinned.map(\.strategy.name).filter { !names.contains($0) }.map { "\($0): was not explored" }
  }

  private static func differences(_ pinned: [Line], _ found: [Line]) -> [String] {
    let (before, now) = (Dictionary(pinned), Dictionary(found))
    let gone = pinned.filter { now[$0.name] == nil }.map { "\($0.name): was not explored" }
    return gone
      + found.compactMap { line in
        guard let result = before[line.name] else { return "\(line.name): is not pinned" }
        return result == line.result ? nil : difference(Line(name: line.name, result: result), line)
      }
  }

  private static func difference(_ pinned: Line, _ found: Line) -> String {
    "\(found.name): \(found.result), and not as pinned \(pinned.result)"
  }
}

extension [String: String] {
  fileprivate init(_ lines: [Pins.Line]) {
    self.init(lines.map { ($0.name, $0.result) }, uniquingKeysWith: { first, _ in first })
  }
}
