import FileSessions
import Foundation

/// The files of a store directory, seen from outside of the library.
struct SessionFiles {
  let path: String
  private let keepsLockFiles: Bool

  /// - Parameter setting: tells which files are there for good.
  init(_ path: String, _ setting: Setting? = nil) {
    self.path = path
    keepsLockFiles = setting?.keepsLockFiles ?? false
  }

  func path(of id: SessionID) -> String { path + "/" + EntryName.session(id.digest).description }

  /// The file that a session's lock lies on: a lock file, or the session's own.
  func lockPath(of id: SessionID) -> String {
    let lock = path + "/" + EntryName.lock(id.digest).description
    return FileManager.default.fileExists(atPath: lock) ? lock : path(of: id)
  }

  func exists(_ id: SessionID) -> Bool { FileManager.default.fileExists(atPath: path(of: id)) }

  func bytes(of id: SessionID) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(of: id))))
  }

  /// Replaces the content, in the same inode.
  func overwrite(_ id: SessionID, with bytes: [UInt8]) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path(of: id)))
    defer { try? handle.close() }
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(bytes))
  }

  func plant(_ bytes: [UInt8], as name: EntryName) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name.description))
  }

  var names: Set<String> { Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []) }

  /// What is there for good, whether or not there are sessions: the record, and lock files that are never removed.
  private func isPermanent(_ name: String) -> Bool {
    name == "store" || name == "ranges.lock" || name.hasPrefix("stripe-") && name.hasSuffix(".lock")
      || keepsLockFiles && name.hasSuffix(".lock")
  }

  /// What is there beyond that: of a directory without sessions, litter.
  var remains: Set<String> { names.filter { !isPermanent($0) } }

  /// What is neither the directory's record nor a session: lock files and temporary files.
  var helpers: Set<String> { remains.filter { $0.hasSuffix(".temp") || $0.hasSuffix(".lock") } }
  var temporaries: Set<String> { names.filter { $0.hasSuffix(".temp") } }
  var setAside: Set<String> { names.filter { $0.hasSuffix(".corrupt") } }
  var sessions: Set<String> { names.filter { !$0.contains(".") && $0 != "store" } }
}

/// Empties a store directory, but for its record.
func removeAll(_ files: SessionFiles) {
  for name in files.names where name != "store" { try? FileManager.default.removeItem(atPath: files.path + "/" + name) }
}
