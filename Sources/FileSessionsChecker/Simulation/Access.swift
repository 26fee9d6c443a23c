internal import FileSessions

/// What a descriptor was opened for. Two bits, so that one fits beside an inode.
struct Access: OptionSet {
  let rawValue: UInt8

  static let read = Access(rawValue: 1)
  static let write = Access(rawValue: 2)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Whoever asks for neither reads, as with the C shim.
  init(_ flags: OpenFlags) {
    self = flags.contains(.write) ? flags.contains(.read) ? [.read, .write] : .write : .read
  }
}
