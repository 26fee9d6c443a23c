internal import Foundation

/// `open(2)` of a directory.
enum DirectoryAccess {
  static func open(_ path: String) -> CInt { unsafe Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
}
