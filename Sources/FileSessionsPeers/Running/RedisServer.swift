internal import Foundation
internal import Lab

/// A Redis of our own, on a socket that nobody else knows.
///
/// A shell keeps it, and kills it by its process id when its own input ends; then it removes its folder. So neither
/// outlives this process, however that ends.
struct RedisServer: Sendable {
  private static let keeper = """
    server=$1; folder=$2; shift 2; "$server" --version; "$server" "$@" >/dev/null & child=$!
    read -r end; kill -9 "$child"; wait "$child"; rm -rf "$folder"
    """

  let socket: String
  let shell: WorkerProcess

  /// - Parameter data: where it keeps its log, if it is to be durable.
  init(_ workplace: Workplace, executable: String, data: String?) throws {
    // Not under the scratch directory: the path of a socket has room for 107 bytes.
    let folder = FileManager.default.temporaryDirectory.path + "/file-sessions-\(UInt64.random(in: 0...UInt64.max))"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    socket = folder + "/redis.sock"
    let durable = ["--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no"]
    let arguments =
      ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--save", "", "--daemonize", "no"]
      + ["--dir", data ?? folder] + (data == nil ? ["--appendonly", "no"] : durable)
    do {
      shell = try workplace.start(
        "Redis", "/bin/sh", ["-c", Self.keeper, "sh", executable, folder] + arguments, endsWithInput: true)
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
  }

  /// Waits until it listens. Returns its version.
  func ready() async throws -> String {
    let line = String(decoding: try await shell.receive(), as: UTF8.self)
    for _ in 0..<500 where !FileManager.default.fileExists(atPath: socket) {
      try await Task.sleep(for: .milliseconds(10))
    }
    guard FileManager.default.fileExists(atPath: socket) else {
      throw LabFailure.environment("redis-server does not listen after five seconds")
    }
    return line.split(separator: " ").first { $0.hasPrefix("v=") }.map { String($0.dropFirst(2)) } ?? "unknown"
  }
}
