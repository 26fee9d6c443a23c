internal import FileSessions

// A mutant that tells values apart by the numbers of their inodes, as a cache that remembers `st_ino` does: a number
// may have come back meanwhile, with another value.

extension HistorySystem {
  /// Opens a session file, and looks which inode it is.
  func openNoting(_ request: SystemRequest, _ make: (SystemRequest) -> SystemResult) -> Substitute {
    let answer = make(request)
    if case .number(let descriptor) = answer, descriptor >= 0,
      case .status(let found) = make(.statusOf(CInt(descriptor)))
    {
      openedInode = found.status.inode
    }
    return .answer(answer)
  }

  /// A record as it is read: of the inode that was read first, with the version that it had then.
  func withVersionOfInode(_ bytes: [UInt8]) -> [UInt8] {
    guard var header = try? RecordHeader(decoding: bytes.span, for: Operation.session) else { return bytes }
    guard let firstVersion else {
      firstVersion = (openedInode, header.sessionVersion)
      return bytes
    }
    guard firstVersion.inode == openedInode else { return bytes }
    (header.incarnation, header.version) = (firstVersion.version.incarnation, firstVersion.version.counter)
    var bytes = bytes
    var span = bytes.mutableSpan
    header.encode(into: &span, of: Operation.session)
    return bytes
  }
}
