/// Which system call takes a lock. The numbers are written between processes.
package enum LockCall: UInt8, Hashable, Sendable, CaseIterable {
  case flock, ofd, posix

  package var traits: LockTraits {
    switch self {
    case .flock: .flock
    case .ofd: .ofd
    case .posix: .posix
    }
  }
}
