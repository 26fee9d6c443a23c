#if Peers
internal import CFileSessionsPeers

enum PeerVersions {
  /// Of what is linked with this program.
  static var linked: [String: String] {
    [
      "SQLite": unsafe String(cString: file_sessions_peer_sqlite_version()),
      "LMDB": unsafe String(cString: file_sessions_peer_lmdb_version()),
      "hiredis": unsafe String(cString: file_sessions_peer_hiredis_version()),
    ]
  }
}
#endif
