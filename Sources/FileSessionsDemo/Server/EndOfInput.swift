internal import Foundation
internal import Lab

/// Ends this process, as SIGTERM does, when its standard input ends: with the process that started it.
enum EndOfInput {
  /// - Parameter answer: what is written for each line that comes before.
  static func terminate(answering answer: (@Sendable (String) async -> String)? = nil) {
    let (lines, feed) = AsyncStream.makeStream(of: String.self)
    // Reading blocks a thread; it must not be one of the concurrent pool's.
    Thread.detachNewThread {
      var reader = LineReader(STDIN_FILENO)
      while let line = reader.receive() { feed.yield(String(decoding: line, as: UTF8.self)) }
      feed.finish()
    }
    Task {
      for await line in lines { if let answer { try? Output.print(await answer(line) + "\n") } }
      kill(getpid(), SIGTERM)
    }
  }
}
