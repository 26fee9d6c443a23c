#if CommandLineTool
internal import FileSessions
internal import FileSessionsComparison

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
#endif
