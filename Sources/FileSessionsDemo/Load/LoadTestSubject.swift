internal import FileSessions

/// What a load is aimed at.
enum LoadTestSubject: String, CaseIterable, Codable, Sendable {
  /// Hummingbird's own memory driver, values as they are.
  case memoryDriver = "memory-driver"
  /// The same behind the JSON codec that files need.
  case memoryDriverJSON = "memory-driver-json"
  /// `FileSessionsPersistDriver` over `slots`, in the place of the two above.
  case slotsDriver = "slots-driver"
  /// `SessionMiddleware` over `MemorySessionStore`.
  case memory
  /// `SessionMiddleware` over files.
  case slots
  case lockFileRename
  case rename

  /// `nil` where sessions lie in the memory of each process.
  var strategy: FileSessionStore.Strategy? {
    switch self {
    case .memoryDriver, .memoryDriverJSON, .memory: nil
    case .slots, .slotsDriver: .slots
    case .lockFileRename: .lockFileRename
    case .rename: .rename
    }
  }

  /// Whether its sessions are promised to lose nothing. A driver has no word for read, change and write as one.
  var isSound: Bool { self == .memory || self == .slots || self == .lockFileRename }

  /// What a subject is held against: the same code over memory.
  var baseline: LoadTestSubject? {
    switch self {
    case .slotsDriver, .memoryDriver: .memoryDriverJSON
    case .slots, .lockFileRename, .rename: .memory
    default: nil
    }
  }
}
