internal import CFileSessions

extension FileSessionStore {
  /// How many session files a store keeps open between operations.
  ///
  /// Opening and closing a file is most of what a load or a save costs. With its descriptor held, a load is `fstat(2)`
  /// and `pread(2)`. Only strategies whose files keep their inode can hold them (`slots`), and only on file systems
  /// where a link count is the file's own and not a copy that may be old; elsewhere nothing is held.
  ///
  /// A held descriptor costs its place in the process's table, the kernel's open file description and 56 bytes here.
  public enum OpenFiles: Hashable, Sendable {
    /// A quarter of the soft `RLIMIT_NOFILE` at the time the store is opened, and at most 4096.
    case automatic
    /// None: each operation opens its file.
    case none
    /// So many, rounded up to a multiple of eight.
    case atMost(Int)

    /// How many descriptors to hold; 0 for none.
    var capacity: Int {
      switch self {
      case .none: return 0
      case .atMost(let count): return count
      case .automatic:
        let share = min(4096, Int(clamping: file_sessions_descriptor_limit() / 4))
        return share < 8 ? 0 : share
      }
    }
  }
}
