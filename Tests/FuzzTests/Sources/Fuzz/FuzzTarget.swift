/// What is fed with bytes.
enum FuzzTarget: String, CaseIterable {
  case record
  case slots
  case entryName = "entry-name"
  case storeRecord = "store-record"
  case cookie
  case token
  case strategy
  case verbs

  // Faults that have to be found: the fuzzer itself is tested by them.
  case plantedOverRead = "planted-over-read"
  case plantedComparison = "planted-comparison"
  case plantedVerb = "planted-verb"

  /// Set once, before the first run.
  nonisolated(unsafe) static var current = record

  var isPlanted: Bool { rawValue.hasPrefix("planted") }

  func run(_ bytes: Span<UInt8>) {
    switch self {
    case .record: RecordTarget.run(bytes)
    case .slots: SlotsTarget.run(bytes)
    case .entryName: EntryNameTarget.run(bytes)
    case .storeRecord: StoreRecordTarget.run(bytes)
    case .cookie: CookieTarget.run(bytes)
    case .token: TokenTarget.run(bytes)
    case .strategy: StrategyTarget.run(bytes)
    case .verbs: VerbsTarget.run(bytes)
    case .plantedOverRead: PlantedFaults.overRead(bytes)
    case .plantedComparison: PlantedFaults.comparison(bytes)
    case .plantedVerb: PlantedFaults.verb(bytes)
    }
  }
}
