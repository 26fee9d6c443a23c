/// What came of a schedule on the real kernel.
public struct ReplayResult: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    /// Every call, answer and outcome is the one that was computed, and what is wrong with them is wrong here too.
    case confirmed
    /// Everything is as computed, and nothing is wrong with it.
    case nothingWrong
    /// The first thing that is not as computed, in words.
    case different(String)
  }

  public var verdict: Verdict
  /// What is wrong with the schedule, each with a line that says why: as computed, and where `verdict` says so, as it
  /// happened.
  public var violations: [String]
  /// What somebody finds who looks when everybody is gone.
  public var remains: String

  public var isConfirmed: Bool { verdict == .confirmed }
}
