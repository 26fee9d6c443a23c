import FileSessions
import Testing

/// What the operations run under.
struct FaultSetting: Hashable, Sendable, CustomTestStringConvertible {
  var strategy: FileSessionStore.Strategy
  var durability = FileSessionStore.Durability.full
  /// Whether session files stay open between operations, as a store of `slots` has it.
  var holdsDescriptors = false
  /// Whether `rename` knows no `RENAME_NOREPLACE`: then names are linked.
  var lacksNoReplace = false

  var testDescription: String {
    var words = "\(strategy.presetName ?? "\(strategy)"), \(durability)"
    if holdsDescriptors { words += ", files held open" }
    if lacksNoReplace { words += ", no RENAME_NOREPLACE" }
    return words
  }

  /// Whether a value is written over the one before, and put back by a second write.
  var isInPlace: Bool { WriteMode(strategy) == .inPlace }

  /// Whether each session has a lock file, which goes with it.
  var removesLockFiles: Bool {
    if case .lockFile(_, let file, _, _) = strategy.shape { file != .kept } else { false }
  }

  /// Whether a value changes names with the one before.
  var exchanges: Bool { WriteMode(strategy) == .exchange }

  private static let sound = FileSessionStore.Strategy.all.filter(\.isSound)

  /// Every sound preset, with every sync there is; and the paths that none of them takes otherwise.
  static let presets: [FaultSetting] =
    FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound).map { FaultSetting(strategy: $0) } + [
      FaultSetting(strategy: .slots, holdsDescriptors: true),
      FaultSetting(strategy: .slots, durability: .none, lacksNoReplace: true),
      FaultSetting(strategy: .lockFileRename, durability: .data, lacksNoReplace: true),
    ]

  /// Sound strategies of the matrix of which every two values of two dimensions meet in one, where they do in any.
  static let cover: [FaultSetting] = {
    var missing = Set(sound.flatMap(pairs))
    var chosen: [FaultSetting] = []
    while let next = sound.max(by: {
      missing.intersection(pairs(of: $0)).count < missing.intersection(pairs(of: $1)).count
    }),
      !missing.isDisjoint(with: pairs(of: next))
    {
      missing.subtract(pairs(of: next))
      let durability = FileSessionStore.Durability.allCases[chosen.count % FileSessionStore.Durability.allCases.count]
      chosen.append(FaultSetting(strategy: next, durability: durability))
    }
    return chosen
  }()

  /// Of the presets every errno; of the cover one of each that the engine tells apart.
  func errors(of kind: CallKind) -> [CInt] {
    Self.presets.contains(self) ? kind.errors : kind.errors.filter(CallKind.toldApart.contains)
  }

  /// Two words of a strategy's spelling, each.
  private static func pairs(of strategy: FileSessionStore.Strategy) -> Set<[String]> {
    let values = "\(strategy)".split { ":,".contains($0) }.map(String.init)
    return Set(values.flatMap { first in values.map { [first, $0] } })
  }
}
