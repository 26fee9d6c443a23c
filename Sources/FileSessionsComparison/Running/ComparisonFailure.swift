#if CommandLineTool
/// Why a comparison came to no result. What it found out about a strategy is never one of these.
package enum ComparisonFailure: Error, Hashable, CustomStringConvertible {
  /// What was asked for makes no sense.
  case wrongUse(String)
  /// The directory, the disk or a process failed.
  case environment(String)
  /// A worker did so little that its silence proves nothing.
  case vacuous(String)

  package var description: String {
    switch self {
    case .wrongUse(let text), .environment(let text): text
    case .vacuous(let text): "\(text); a comparison that hardly ran proves nothing"
    }
  }
}
#endif
