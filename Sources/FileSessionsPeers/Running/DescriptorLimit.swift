#if Peers
internal import CFileSessionsPeers

/// Sessions that are held open need descriptors; the soft limit is 1,024 mostly.
enum DescriptorLimit {
  static func raise() -> Int64 { file_sessions_peer_raise_descriptor_limit() }
}
#endif
