/// Why the kernels could not be compared. What the comparison found is never one of these.
package enum DifferentialFailure: Error, CustomStringConvertible {
  case environment(String)
  case interrupted

  package var description: String {
    switch self {
    case .environment(let text): text
    case .interrupted: "interrupted"
    }
  }
}
