extension OperationEnvironment {
  /// Opens a file.
  /// - Throws: the error of `openat(2)`; `unexpectedFile` for a symbolic link.
  func opened(_ name: EntryName, in directory: CInt, for flags: OpenFlags) throws(PhaseExit) -> OwnedDescriptor<Self> {
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
