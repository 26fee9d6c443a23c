/// Why a command came to no result. What it found out is never one of these.
package enum LabFailure: Error, Hashable, CustomStringConvertible {
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

/// What a command says to a script. Thrown to leave with it.
package enum ExitStatus: Int32, Error {
  case finding = 1
  case wrongUse = 2
  case environment = 3
  // 128 and the number of the signal, as shells say it.
  case interrupted = 130
  case terminated = 143

  package init(_ failure: LabFailure) {
    switch failure {
    case .wrongUse: self = .wrongUse
    case .environment, .vacuous: self = .environment
    }
  }
}
