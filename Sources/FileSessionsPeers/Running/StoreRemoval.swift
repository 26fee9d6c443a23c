#if Peers
internal import CFileSessionsPeers

enum StoreRemoval {
  static func remove(_ path: String) { _ = unsafe file_sessions_peer_remove_tree(path) }
}
#endif
