/// A descriptor that is closed exactly once.
///
/// `close()` is the way to end it; `deinit` covers paths that end in an error.
struct OwnedDescriptor<System: SystemCalls>: ~Copyable {
  /// -1 once it is closed or handed over.
  private(set) var raw: CInt
  private let system: System

  init(_ raw: CInt, _ system: System) {
    assert(raw >= 0, "an error is no descriptor")
    self.raw = raw
    self.system = system
  }

  /// - Returns: what `close(2)` answered. The descriptor is gone whatever that is.
  @discardableResult
  consuming func close() -> CInt {
    let system = system
    return system.close(relinquish())
  }

  /// Leaves the file of a session open for whoever needs it next.
  consuming func keep(for digest: SessionDigest) {
    let system = system
    _ = system.keep(relinquish(), for: digest)
  }

  /// Hands the duty to close over to the caller.
  consuming func relinquish() -> CInt {
    assert(raw >= 0, "a descriptor is closed once")
    let raw = raw
    self.raw = -1
    return raw
  }

  deinit { if raw >= 0 { _ = system.close(raw) } }
}

extension SystemCalls {
  /// Opens a file.
  /// - Throws: the error of `openat(2)`; `unexpectedFile` for a symbolic link.
  func opened(_ name: EntryName, in directory: CInt, for flags: OpenFlags) throws(Stop) -> OwnedDescriptor<Self> {
    var result = open(name, in: directory, for: flags)
    // A signal can interrupt an open that has to wait for a file server; nothing was opened then.
    while result == -Errno.interrupted { result = open(name, in: directory, for: flags) }
    // ELOOP: a symbolic link, with O_NOFOLLOW. ENXIO: a FIFO or socket, with O_NONBLOCK.
    // EISDIR: a directory, where it is to be written to.
    if result == -Errno.linkLoop || result == -Errno.noDevice || result == -Errno.isDirectory {
      throw .failed(.unexpectedFile)
    }
    guard result >= 0 else { throw .system(.open, result) }
    return OwnedDescriptor(result, self)
  }
}
