#if CommandLineTool
internal import FileSessionsCommandLine

@main
enum Entry {
  static func main() async { await CommandEntry.run(FileSessionsCommand.self) }
}
#else
internal import Foundation

@main
enum Entry {
  static func main() {
    let message = "file-sessions: built without the command line tool; build with --traits CommandLineTool\n"
    try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
    exit(2)
  }
}
#endif
