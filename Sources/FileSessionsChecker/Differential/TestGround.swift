internal import Foundation
internal import Synchronization

/// A directory on a file system, made for a comparison and gone after it.
package final class TestGround: Sendable {
  /// Why there is none. Not a failure: a machine need not have every file system.
  struct Unavailable: Error {
    var reason: String
  }

  package enum Kind: String, CaseIterable, Sendable {
    case ext4, xfs, btrfs, tmpfs
    /// What the scratch directory lies on.
    case disk
  }

  /// Empty: not the root of the file system, where ext4 has its lost+found.
  var path: String { "\(root)/files" }

  private let root: String
  private let isMounted: Mutex<Bool>

  /// - Parameter folder: an existing one, which images and mount points are put in.
  init(_ kind: Kind, in folder: String) throws {
    root = "\(folder)/\(kind)"
    isMounted = Mutex(kind != .disk)
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
    try Self.mount(kind, at: root)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  private static func mount(_ kind: Kind, at root: String) throws {
    if kind == .disk { return }
    guard geteuid() == 0 else { throw Unavailable(reason: "mounting needs root") }
    if kind == .tmpfs { return try run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", root]) }
    let image = "\(root).image"
    // XFS wants 300 MB; the file has holes.
    guard FileManager.default.createFile(atPath: image, contents: nil), unsafe truncate(image, 400 << 20) == 0 else {
      throw Unavailable(reason: "no image could be made")
    }
    try run(["mkfs.\(kind)", "-q"] + (kind == .ext4 ? ["-F"] : []) + [image])
    try run(["mount", "-o", "loop", image, root])
  }

  /// A loop device goes with its mount.
  func leave() {
    // Under the lock: any other caller goes on when it is done.
    isMounted.withLock { isMounted in
      guard isMounted else { return }
      isMounted = false
      do { try Self.run(["umount", root]) } catch {
        // A process that still looks into it does not keep it: it goes when that one has gone.
        try? Self.run(["umount", "--lazy", root])
      }
    }
  }

  private static func run(_ command: [String]) throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus != 0 else { return }
    let line = said.split(separator: "\n").first.map { ": " + $0.replacing("/usr/bin/env: ", with: "") } ?? ""
    throw Unavailable(reason: "\(command[0]) failed\(line)")
  }
}
