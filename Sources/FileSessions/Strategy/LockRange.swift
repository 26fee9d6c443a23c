/// The bytes of a file that a lock covers. They need not exist.
package struct LockRange: Hashable, Sendable {
  package let start: Int64
  /// `0` means to the end of the file, wherever that is.
  package let length: Int64

  package init(start: Int64, length: Int64) {
    self.start = start
    self.length = length
  }

  package static let wholeFile = LockRange(start: 0, length: 0)
}
