extension FileSessionStore {
  /// Whether loads are answered from memory while nobody has changed the session, in any process.
  ///
  /// A load then makes no system call at all: it compares a counter in shared memory, which every change of a session
  /// moves before it begins and after it ends. What is answered is what the file holds; a process that is killed in the
  /// middle of a change leaves "read the file". Files that are removed or restored *by hand* are noticed within a
  /// second.
  ///
  /// The choice is the directory's: once one store has made it, every store on that directory moves the counters,
  /// whether or not it answers from memory itself. The first one to make it has to be alone. It needs ext4, XFS or
  /// tmpfs, and a sound strategy that does not cut files at open.
  public struct ReadCache: Hashable, Sendable {
    /// Bytes of memory; `nil` for none.
    let byteLimit: Int?

    /// Every load reads the file.
    public static let off = ReadCache(byteLimit: nil)
    /// Up to 16 MiB of sessions.
    public static let on = upTo(bytes: 16 << 20)

    /// Up to so many bytes of memory: payloads, and about 250 bytes a session beside them.
    public static func upTo(bytes: Int) -> ReadCache { ReadCache(byteLimit: max(0, bytes)) }
  }
}
