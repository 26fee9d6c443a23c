import FileSessions

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Writes one line, in one piece and at once, from whatever thread: a reader never sees half of it.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  var done = 0
  while done < bytes.count {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe write(1, $0.baseAddress.unsafelyUnwrapped + done, $0.count - done)
    }
    // The reader has gone: so does this process.
    guard count > 0 else { exit(1) }
    done += count
  }
}

/// The answer to a command that failed.
func answer(to error: any Error) -> String {
  guard let error = error as? SessionError else { return "error other \(error)" }
  return "error \(error.code) holder=\(error.holderProcessID ?? 0) errno=\(error.errno ?? 0)"
}
