#if CommandLineTool
internal import CFileSessionsProcesses
internal import Foundation

/// A pipe whose ends no child inherits, unless it is given one on purpose.
///
/// Foundation's `Pipe` is inherited by every child: a worker would hold its own and its siblings' pipes open, and the
/// end of the parent would go unnoticed.
struct PrivatePipe {
  let reading: FileHandle
  let writing: FileHandle

  init() throws {
    var (readingEnd, writingEnd): (CInt, CInt) = (-1, -1)
    let result = unsafe file_sessions_private_pipe(&readingEnd, &writingEnd)
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: -result) ?? .EMFILE) }
    reading = FileHandle(fileDescriptor: readingEnd, closeOnDealloc: true)
    writing = FileHandle(fileDescriptor: writingEnd, closeOnDealloc: true)
  }
}
#endif
