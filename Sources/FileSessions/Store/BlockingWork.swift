extension FileSessionStore {
  /// Where work runs that blocks for longer than a system call should: syncs to the device.
  ///
  /// Never on the cooperative pool: with as many waiting tasks as cores it would stand still. A sweep, which may take
  /// minutes, has a thread of its own, so that no save waits behind it.
  public enum BlockingWork: Sendable {
    /// On the calling thread, sweeps too. For programs that see to it themselves.
    case inline
    /// On at most this many Dispatch threads.
    case dispatch(threads: Int)
    /// On an executor of the program's own.
    case executor(any TaskExecutor)
  }
}
