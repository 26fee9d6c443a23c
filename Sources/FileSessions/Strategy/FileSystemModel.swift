extension FileSessionStore {
  /// What a file system may have left, after a power cut, of the changes that were made before it.
  ///
  /// Each is an upper bound: it allows at least what the real one was seen to do or is documented to. `make check` explores
  /// every strategy on each of them; `make power` holds the last three to the real ones.
  public enum FileSystemModel: String, CaseIterable, Hashable, Sendable {
    /// The weakest that POSIX allows: any subset of the changes that no completed sync covers. A sync of a file covers its
    /// content, one of the directory its entries. A file may have grown without what was written there, and a rename may
    /// happen by halves. (The default of ALICE, OSDI 2014.)
    case weakest
    /// The same, but a rename happens as a whole or not at all, and where a file has grown it holds zeros.
    case atomicRename = "atomic rename"
    /// ext4 with `data=ordered`, its default. Names and lengths come in the order in which they were made, up to some
    /// point. A sync that needs the journal carries everything before it. What a file has grown by may be missing, or be
    /// zeros: `make power` saw that even after a rename over an existing name, for which `auto_da_alloc` only begins to
    /// write (Linux 6.18).
    case ext4
    /// As ext4, but a file grows only with its data. (Files of one page are meant: of longer ones a later part can come
    /// before an earlier one.)
    case xfs = "XFS"
    /// As XFS, but a sync of a file carries that file alone, with the name it was created under: a change made before
    /// and not synced may be lost although a later one is kept.
    case btrfs
  }
}
