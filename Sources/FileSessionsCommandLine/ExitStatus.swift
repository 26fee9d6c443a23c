#if CommandLineTool
package import FileSessionsComparison

/// What the command says to a script. Thrown to leave with it.
package enum ExitStatus: Int32, Error {
  case finding = 1
  case wrongUse = 2
  case environment = 3
  // 128 and the number of the signal, as shells say it.
  case interrupted = 130
  case terminated = 143

  package init(_ failure: ComparisonFailure) {
    switch failure {
    case .wrongUse: self = .wrongUse
    case .environment, .vacuous: self = .environment
    }
  }
}
#endif
