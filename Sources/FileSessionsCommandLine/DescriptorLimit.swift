#if CommandLineTool
internal import CFileSessionsProcesses

/// Sessions that are held open need descriptors; the soft limit is 1,024 mostly.
package enum DescriptorLimit {
  /// As far as the hard limit goes; where it cannot be raised, fewer files stay open.
  package static func raise() { _ = file_sessions_raise_descriptor_limit() }
}
#endif
