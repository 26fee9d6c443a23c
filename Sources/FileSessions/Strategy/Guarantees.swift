extension FileSessionStore {
  /// What a strategy promises, as a value.
  public struct Guarantees: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A load returns a whole value that some save submitted, never a mixture.
    public static let wholeReads = Guarantees(rawValue: 1 << 0)
    /// Concurrent updates of one session are all kept.
    public static let noLostUpdate = Guarantees(rawValue: 1 << 1)
    /// No save, update or touch brings back a deleted session.
    public static let deleteIsFinal = Guarantees(rawValue: 1 << 2)
    /// Of several creates of one id exactly one succeeds.
    public static let exclusiveCreate = Guarantees(rawValue: 1 << 3)
    /// A process killed at any point leaves the old value or the new one, and blocks nobody.
    public static let killSafe = Guarantees(rawValue: 1 << 4)
    /// What a killed process leaves behind is reclaimed by one sweep, and nothing else is ever left.
    public static let leavesNothingBehind = Guarantees(rawValue: 1 << 5)
    /// Tasks and threads of one process exclude each other as processes do.
    public static let excludesThreads = Guarantees(rawValue: 1 << 6)

    /// What a store demands unless `unsoundStrategies` says `.allow`.
    public static let sound: Guarantees = [.wholeReads, .noLostUpdate, .deleteIsFinal]

    /// Everything above.
    public static let everything: Guarantees = [
      .wholeReads, .noLostUpdate, .deleteIsFinal, .exclusiveCreate, .killSafe, .leavesNothingBehind, .excludesThreads,
    ]

    /// Every guarantee with its name, in the order of the README's table.
    package static let named: [(name: String, guarantee: Guarantees)] = [
      ("whole reads", .wholeReads), ("no lost update", .noLostUpdate), ("delete is final", .deleteIsFinal),
      ("exclusive create", .exclusiveCreate), ("kill-safe", .killSafe),
      ("leaves nothing behind", .leavesNothingBehind), ("excludes threads", .excludesThreads),
    ]
  }
}
