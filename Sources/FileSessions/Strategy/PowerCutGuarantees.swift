extension FileSessionStore {
  /// What is kept when the power fails at any moment, on one file system and with one durability.
  public struct PowerCutGuarantees: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A load finds a whole value that some save submitted, or no session; never a mixture or a damaged file.
    public static let wholeValues = PowerCutGuarantees(rawValue: 1 << 0)
    /// Every create, save, update, touch and rotation that was acknowledged has happened.
    public static let changesSurvive = PowerCutGuarantees(rawValue: 1 << 1)
    /// Every delete and rotation that was acknowledged is final: no old id is logged in again.
    public static let deletesSurvive = PowerCutGuarantees(rawValue: 1 << 2)
    /// Every later verb works, and one sweep reclaims what is left over.
    public static let staysUsable = PowerCutGuarantees(rawValue: 1 << 3)

    /// Everything above.
    public static let everything: PowerCutGuarantees = [.wholeValues, .changesSurvive, .deletesSurvive, .staysUsable]

    /// Every guarantee with its name.
    package static let named: [(name: String, guarantee: PowerCutGuarantees)] = [
      ("whole values", .wholeValues), ("changes survive", .changesSurvive), ("deletes survive", .deletesSurvive),
      ("stays usable", .staysUsable),
    ]
  }
}
