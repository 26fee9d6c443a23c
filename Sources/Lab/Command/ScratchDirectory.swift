internal import CFileSessions
internal import CLab
internal import Foundation
internal import Synchronization

/// The directory that a command works in. Afterwards everything is as it was before.
package final class ScratchDirectory: Sendable {
  package let path: String
  /// What `remove` takes away with all that is in it; `nil` for what lies under `made`, one store after the other.
  private let ownTree: String?
  /// Folders that did not exist before, outermost first: they go if they are empty then.
  private let made: [String]
  private let storeCount = Atomic<Int>(0)
  /// Open and locked as long as this object lives; -1 where that is not asked for.
  private let lock: CInt

  /// Whether the command was started in a package's directory, whose `.build` is for what is made and can be made
  /// again.
  package static var isInPackage: Bool { FileManager.default.fileExists(atPath: "Package.swift") }

  /// A fresh folder. Those of this name whose owners were killed go first: an owner holds a lock on its folder, which
  /// ends with it.
  /// - Parameter parent: where it is made; by default in the working directory, and in a package's under its `.build`:
  ///   the system's temporary directory may be in memory, where fewer interleavings hurt.
  package init(fresh name: String, in parent: String? = nil) throws(LabFailure) {
    Self.removeAbandoned(name, in: parent)
    (path, lock) = try Self.makeLocked("\(Self.folder(parent))/\(Self.prefix(name))\(getpid())-")
    (ownTree, made) = (path, [])
  }

  deinit { if lock >= 0 { _ = file_sessions_close(lock) } }

  private static func folder(_ parent: String?) -> String { absolute(parent ?? (isInPackage ? ".build" : ".")) }
  private static func prefix(_ name: String) -> String { "file-sessions-\(name)-" }

  /// 1. This makes its folder. 2. Another run finds it without a lock, takes it for abandoned, and removes it. 3. This
  ///    makes another.
  private static func makeLocked(_ prefix: String) throws(LabFailure) -> (path: String, lock: CInt) {
    while true {
      let path = prefix + String(UInt64.random(in: 0...UInt64.max), radix: 36)
      try make(path)
      let lock = Descriptor.openDirectory(path)
      if lock == -ENOENT { continue }
      guard lock >= 0 else { throw .environment("the directory \(path) cannot be opened: error \(-lock)") }
      let result = file_sessions_flock_exclusive(lock)
      // A file system without locks has no one who could take it for abandoned.
      if result != -EWOULDBLOCK, names(path, lock) { return (path, lock) }
      _ = file_sessions_close(lock)
    }
  }

  /// Whether a path still leads to what a descriptor is open on.
  private static func names(_ path: String, _ descriptor: CInt) -> Bool {
    var (named, opened) = (stat(), stat())
    guard unsafe lstat(path, &named) == 0, unsafe fstat(descriptor, &opened) == 0 else { return false }
    return named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  /// Removes fresh folders of a name that nobody has locked.
  /// - Returns: what was removed.
  @discardableResult
  package static func removeAbandoned(_ name: String, in parent: String? = nil) -> [String] {
    let (folder, prefix) = (folder(parent), prefix(name))
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { isFresh($0, prefix) }.map { "\(folder)/\($0)" }.filter { path in
      let lock = Descriptor.openDirectory(path)
      guard lock >= 0 else { return false }
      defer { _ = file_sessions_close(lock) }
      guard file_sessions_flock_exclusive(lock) == 0 else { return false }
      return unsafe file_sessions_remove_tree(path) == 0
    }
  }

  /// Whether a name is one of those that are made here: a process id, and random digits. A user's own directory is not.
  private static func isFresh(_ name: String, _ prefix: String) -> Bool {
    guard name.hasPrefix(prefix) else { return false }
    let parts = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && pid_t(parts[0]) != nil && UInt64(parts[1], radix: 36) != nil
  }

  /// A directory that the user names: an empty one, or one that does not exist yet.
  /// - Throws: `wrongUse` where something is there already, or more than its last component is missing: a slip of the
  ///   pen would be measured on another disk; `environment` where it cannot be made.
  package init(_ path: String) throws(LabFailure) {
    self.path = Self.absolute(path)
    (ownTree, lock) = (nil, -1)
    made = try Self.missing(self.path) ? [self.path] : []
    try Self.make(self.path)
    guard let content = try? FileManager.default.contentsOfDirectory(atPath: self.path) else {
      throw .environment("the directory \(path) cannot be read")
    }
    guard content.isEmpty else {
      throw .wrongUse("the directory \(path) is not empty; name an empty one, or one that does not exist yet")
    }
  }

  /// A directory that stays, with what is in it.
  package init(kept path: String) throws(LabFailure) {
    self.path = Self.absolute(path)
    (ownTree, made, lock) = (nil, [], -1)
    try Self.make(self.path)
  }

  /// The path of a store that does not exist yet.
  package func nextStore() -> String { "\(path)/\(storeCount.wrappingAdd(1, ordering: .relaxed).newValue)" }

  package func removeStore(_ path: String) { _ = unsafe file_sessions_remove_tree(path) }

  /// Removes what was made, and nothing else. May be called more than once.
  package func remove() {
    if let ownTree { return removeStore(ownTree) }
    for number in 0..<storeCount.load(ordering: .relaxed) { removeStore("\(path)/\(number + 1)") }
    for folder in made.reversed() { unsafe rmdir(folder) }
  }

  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  private static func missing(_ path: String) throws(LabFailure) -> Bool {
    var isDirectory: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else { throw .wrongUse("\(path) is not a directory") }
      return false
    }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard unsafe FileManager.default.fileExists(atPath: parent, isDirectory: &isDirectory) else {
      throw .wrongUse("\(parent) does not exist; make it first, or name a directory in one that does")
    }
    guard isDirectory.boolValue else { throw .wrongUse("\(parent) is not a directory") }
    return true
  }

  private static func make(_ path: String) throws(LabFailure) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw .environment("the directory \(path) cannot be made: \(error.localizedDescription)") }
  }
}
