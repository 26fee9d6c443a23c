#if Peers
internal import FileSessionsCommandLine

@main
enum Entry {
  static func main() async { await CommandEntry.run(PeersCommand.self) }
}
#else
internal import Foundation

@main
enum Entry {
  static func main() {
    let message = "file-sessions-peers: built without the peers; build with --traits Peers, as make peers does\n"
    try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
    exit(2)
  }
}
#endif
