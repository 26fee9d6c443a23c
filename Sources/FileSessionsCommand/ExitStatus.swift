#if CommandLineTool
internal import FileSessionsComparison

/// What the command says to a script. Thrown to leave with it.
enum ExitStatus: Int32, Error {
  case finding = 1
  case wrongUse = 2
  case environment = 3
  case interrupted = 130

  init(_ failure: ComparisonFailure) {
    switch failure {
    case .wrongUse: self = .wrongUse
    case .environment, .vacuous: self = .environment
    }
  }
}
#endif
