extension Engine {
  /// Writes all bytes, or fails. A short write is followed by one for the rest, which tells the reason.
  func writeAll(_ descriptor: CInt, _ bytes: Span<UInt8>, at offset: Int) throws(PhaseExit) {
    var done = 0
    while done < bytes.count {
      let count = system.write(descriptor, bytes.extracting(done...), at: offset + done)
      if count == -Int(Errno.interrupted) { continue }
      guard count >= 0 else { throw .system(.write, count) }
      // Not in POSIX for a regular file, but a loop that trusts this for ever would hang on a bad file system.
      guard count > 0 else { throw .failed(.system(.write, error: Errno.inputOutput)) }
      done += count
    }
  }

  /// Sets a file's length, however often a signal comes between.
  func truncate(_ descriptor: CInt, to length: Int) throws(PhaseExit) {
    var result = system.truncate(descriptor, to: length)
    while result == -Errno.interrupted { result = system.truncate(descriptor, to: length) }
    guard result == 0 else { throw .system(.truncate, result) }
  }

  /// Writes the record that the workspace holds.
  func writeRecord(_ descriptor: CInt, _ workspace: Workspace, _ count: Int, at offset: Int) throws(PhaseExit) {
    let bytes = workspace.outgoing
    try writeAll(descriptor, bytes.span.extracting(0..<count), at: offset)
  }

  func writeZeros(_ descriptor: CInt, count: Int, at offset: Int) throws(PhaseExit) {
    let zeros = [UInt8](repeating: 0, count: count)
    try writeAll(descriptor, zeros.span, at: offset)
  }
}
