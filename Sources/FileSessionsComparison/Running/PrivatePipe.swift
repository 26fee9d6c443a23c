#if CommandLineTool
internal import Foundation

/// A pipe whose ends no child inherits, unless it is given one on purpose.
///
/// Foundation's `Pipe` is inherited by every child: a worker would hold its own and its siblings' pipes open, and the
/// end of the parent would go unnoticed.
struct PrivatePipe {
  let reading: FileHandle
  let writing: FileHandle

  init() throws {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EMFILE) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }
}
#endif
