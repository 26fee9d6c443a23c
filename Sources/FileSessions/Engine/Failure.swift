/// Why an operation failed, as a value: what a recording keeps and a checker compares. The store makes a
/// `SessionError` of it, with words and a remedy.
package enum Failure: Error, Hashable, Sendable {
  /// A system call failed; `error` is its errno.
  case system(Call, error: CInt)
  case notFound
  case duplicate
  case conflict(current: SessionVersion)
  case rotated
  /// The lock file was removed or replaced while the lock was held; nothing was written.
  case lockLost
  case corrupt(RecordHeader.Damage)
  /// A symbolic link, directory or device stands where a session file belongs.
  case unexpectedFile
  /// The lock belongs to the process that this one was forked from.
  case forked
  /// The caller's own closure holds the lock, and would wait for itself.
  case alreadyHeld
  /// `count` bytes are more than `limit`.
  case tooLarge(count: Int, limit: Int)
  /// The value became visible, but the call that should make it durable failed.
  case durabilityUnknown(Call, error: CInt)

  /// The system call of a failure.
  package enum Call: String, Hashable, Sendable {
    case open, close, read, write, truncate, status, rename, link, unlink, lock, synchronize
    case makeDirectory, listDirectory, random
  }

  /// A failure from a raw result, which is `-errno`.
  init(_ call: Call, _ result: CInt) { self = .system(call, error: -result) }
  init(_ call: Call, _ result: Int) { self = .system(call, error: CInt(-result)) }
}
