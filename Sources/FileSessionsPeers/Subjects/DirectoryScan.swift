#if Peers
internal import CFileSessionsPeers

/// The floor of a sweep: every entry is listed and looked at.
enum DirectoryScan {
  static func run(_ path: String) throws {
    let count = unsafe file_sessions_peer_scan(path)
    guard count > 0 else { throw SubjectFailure("\(path) cannot be scanned: \(count)") }
  }
}
#endif
