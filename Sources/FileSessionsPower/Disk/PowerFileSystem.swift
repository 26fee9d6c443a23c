internal import CPower
internal import Foundation
internal import Lab

/// A file system whose crash images are looked at.
package enum PowerFileSystem: String, CaseIterable, Codable, Sendable {
  case ext4, xfs, btrfs

  /// As small as its mkfs lets it be, or nearly.
  private var byteCount: Int { self == .xfs ? 300 << 20 : 128 << 20 }

  private var mkfs: [String] {
    switch self {
    // Nothing is left to be written in the background; blocks as large as on a disk of ordinary size.
    case .ext4: ["mkfs.ext4", "-q", "-F", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0"]
    case .xfs: ["mkfs.xfs", "-q"]
    // Each block of metadata once: the second copy would double what is in flight, and say the same.
    case .btrfs: ["mkfs.btrfs", "-q", "-m", "single"]
    }
  }

  var mountOptions: String { self == .btrfs ? "nodiscard" : "" }

  /// Makes a file with this file system in it.
  /// - Parameter options: of its mkfs, beside its own.
  /// - Throws: `Unavailable` where there is none on this machine.
  func make(at path: String, options: [String] = []) throws {
    guard geteuid() == 0 else { throw Unavailable(reason: "mounting needs root") }
    guard FileManager.default.createFile(atPath: path, contents: nil), unsafe truncate(path, byteCount) == 0 else {
      throw Unavailable(reason: "no image could be made")
    }
    try Self.run(mkfs + options + [path])
  }

  /// Runs a program of a file system's tools, to its end.
  /// - Throws: `Unavailable` where it is missing or fails.
  static func run(_ words: [String]) throws {
    let folders = ["/usr/sbin", "/sbin"].map { "\($0)/\(words[0])" }
    guard
      let program = Executable.find(words[0])
        ?? folders.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw Unavailable(reason: "\(words[0]) is not installed") }
    let process = try ChildProcess(program, Array(words.dropFirst()))
    process.closeInput()
    let end = process.wait()
    guard end == .exited(0) else { throw Unavailable(reason: "\(words[0]) \(end.words)") }
  }

  /// Why a file system is not run. Not a failure: a machine need not have every one.
  struct Unavailable: Error {
    var reason: String
  }
}
