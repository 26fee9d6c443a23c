#if CommandLineTool
/// What `--version` prints. The tag of a release has the same number.
enum Version {
  static let current = "0.1.0"
}
#endif
