#if Demo
internal import Foundation

/// Ends this process, as SIGTERM does, when its standard input ends: with whoever started it.
enum EndOfInput {
  static func terminate() {
    let thread = Thread {
      var byte: UInt8 = 0
      while true {
        let count = unsafe read(STDIN_FILENO, &byte, 1)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
      }
      kill(getpid(), SIGTERM)
    }
    thread.start()
  }
}
#endif
