/// What a file is opened for. Always added: close on exec, do not follow a link, do not hang on a FIFO.
package struct OpenFlags: OptionSet, Hashable, Sendable {
  package let rawValue: CInt
  package init(rawValue: CInt) { self.rawValue = rawValue }

  package static let read = OpenFlags(rawValue: 1 << 0)
  package static let write = OpenFlags(rawValue: 1 << 1)
  package static let create = OpenFlags(rawValue: 1 << 2)
  package static let exclusiveCreate = OpenFlags(rawValue: 1 << 3)
  package static let truncate = OpenFlags(rawValue: 1 << 4)
  /// `O_SHLOCK`, where there is one.
  package static let sharedLock = OpenFlags(rawValue: 1 << 5)
  /// `O_EXLOCK`, where there is one.
  package static let exclusiveLock = OpenFlags(rawValue: 1 << 6)
}
