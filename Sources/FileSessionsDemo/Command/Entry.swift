#if Demo
internal import FileSessionsCommandLine

@main
enum Entry {
  static func main() async { await CommandEntry.run(DemoCommand.self) }
}
#else
internal import Foundation

@main
enum Entry {
  static func main() {
    let message = "file-sessions-demo: built without the demo; build with --traits Demo, as make demo does\n"
    try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
    exit(2)
  }
}
#endif
