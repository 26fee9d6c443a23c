internal import CPower
internal import Foundation
internal import Lab
internal import Synchronization

/// A disk that notes each write and each flush, in their order: a file that a process of its own serves, for a loop
/// device to lie on.
///
/// That process never touches what is mounted above it: it would wait for itself.
package final class LoggedDisk {
  /// The one whose process runs.
  private static let running = Mutex<ChildProcess?>(nil)

  private let folder: String
  private let server: ChildProcess

  /// The file that stands for the disk.
  var file: String { "\(folder)/disk" }
  let log: DiskLog

  /// - Parameters:
  ///   - command: the program and arguments that start `serve`, but for its own.
  ///   - backing: the file that the disk's content lies in.
  init(_ command: [String], backing: String, in scratch: String) throws {
    folder = "\(scratch)/served"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    log = try DiskLog(path: "\(scratch)/log")
    let server = try ChildProcess(command[0], Array(command.dropFirst()) + [folder, backing, log.path])
    self.server = server
    Self.running.withLock { $0 = server }
    var lines = LineReader(server.output)
    guard lines.receive() != nil else {
      throw PowerFileSystem.Unavailable(reason: "the logged disk \(server.wait().words)")
    }
  }

  /// What is mounted above it is unmounted before.
  func close() {
    _ = unsafe file_sessions_unmount(folder, 1)
    Self.end()
  }

  /// Ends the process of the disk. A call that still waits for its answer fails then.
  static func end() {
    let server = running.withLock { server in
      defer { server = nil }
      return server
    }
    server?.kill()
    server?.wait()
  }

  /// The process of the disk. It says a line when it is there, and ends with its input.
  package static func serve(directory: String, backing: String, log: String) throws {
    Executable.leaveWithInput(status: 0)
    let content = try FileHandle(forUpdating: URL(fileURLWithPath: backing))
    let entries = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    let size = try content.seekToEnd()
    let connection = unsafe file_sessions_mount_disk(directory)
    guard connection >= 0 else { throw LabFailure.environment("no disk can be mounted: error \(-connection)") }
    _ = Descriptor.write(line: "ready".utf8, to: STDOUT_FILENO)
    let result = file_sessions_serve_disk(connection, content.fileDescriptor, entries.fileDescriptor, size)
    guard result == 0 else { throw LabFailure.environment("the disk is not served any more: error \(-result)") }
  }
}
