internal import FileSessions
internal import Foundation
internal import Lab
internal import Synchronization

/// A process of clients, which does what it is told line by line:
///
/// | line | what |
/// |---|---|
/// | `job STRATEGY DIRECTORY` | opens the directory (its path in hexadecimal digits), with no turns and no files of before |
/// | `client NUMBER SHARED VERBS` | begins a client, on a thread of its own; it stops before its first call |
/// | `go NUMBER` | lets a client make its next step |
/// | `observe VERB PLACE SECONDS` | makes an operation of the observer, without a stop |
/// | `end` | closes the directory; its clients have ended |
///
/// It ends with its input.
public enum ClientWorker {
  public static func run() -> Never {
    let output = ReportOutput(STDOUT_FILENO)
    var lines = LineReader(STDIN_FILENO)
    var job: ClientJob?
    while let line = lines.receive() {
      let words = String(decoding: line, as: UTF8.self).split(
        separator: Wire.separator, omittingEmptySubsequences: false
      ).map(String.init)
      do throws(TokenError) {
        switch words[0] {
        case "job": job = try ClientJob(words, output)
        case "client": try job?.begin(words)
        case "go": job?.go(words)
        case "observe": try job?.observe(words)
        case "end": job = nil
        default: throw .content("'\(words[0])' is no command")
        }
      } catch {
        output.report(.failure, of: 0, ["\(error)"])
      }
    }
    exit(0)
  }
}
