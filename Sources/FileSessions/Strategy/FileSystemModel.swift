extension FileSessionStore {
  /// What a file system may have left, after a power cut, of the changes that were made before it.
  ///
  /// Each is an upper bound: it allows at least what the real one was seen to do or is documented to. `make check` explores
  /// every strategy on each of them; `make power` holds the last three to the real ones.
  public enum FileSystemModel: String, CaseIterable, Hashable, Sendable {
    /// The weakest that POSIX allows: any subset of the changes that no completed sync covers. A sync of a file covers its
    /// content, one of the directory its entries. A file may have grown without what was written there, and a rename may
    /// happen by halves. (The default of ALICE, OSDI 2014.)
    case weakest
    /// The same, but a rename happens as a whole or not at all, and where a file has grown it holds zeros.
    case atomicRename = "atomic rename"
    /// ext4 with `data=ordered`, its default. Names and lengths come in the order in which they were made, up to some
    /// point. A file grows only with its data. A sync that needs the journal carries everything before it. A rename over an
    /// existing name writes the new file's data first (`auto_da_alloc`); one to a new name does not.
    case ext4
    /// As ext4, but no rename waits for data.
    case xfs = "XFS"
    /// Names come in order, but a sync of a file carries that file alone, with the name it was created under: a change
    /// made before and not synced may be lost although a later one is kept.
    case btrfs
  }

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
