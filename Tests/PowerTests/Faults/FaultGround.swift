import FileSessions
import Foundation
import Lab

@testable import FileSessionsPower

/// A file system with the directories of several stores, and what happens to it. Belongs to a thread with mounts of its
/// own.
final class FaultGround {
  private let situation: Situation
  private let scratch: String
  private let stores: [String]
  private var mounted: MountedDisk?

  private var root: String { "\(scratch)/mounted" }
  private var image: String { "\(scratch)/image" }
  private var ballast: String { "\(root)/ballast" }

  /// - Throws: `PowerFileSystem.Unavailable`.
  init(_ situation: Situation, in scratch: String, stores: [String]) throws {
    (self.situation, self.scratch, self.stores) = (situation, scratch, stores)
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
    try make()
    try mount()
    if situation == .quota {
      try PowerFileSystem.run(["btrfs", "quota", "enable", root])
      try PowerFileSystem.run(["btrfs", "qgroup", "limit", "8M", root])
    }
  }

  func path(_ store: String) -> String { "\(root)/\(store)" }

  private var fileSystem: PowerFileSystem? {
    switch situation.fileSystemType {
    case .ext4: .ext4
    case .xfs: .xfs
    case .btrfs: .btrfs
    default: nil
    }
  }

  private func make() throws {
    let options =
      switch situation {
      case .ext4WithoutInodes: ["-N", "2048"]
      // Else room that data has given back is not metadata's for a while.
      case .fullBtrfs: ["--mixed", "-d", "single"]
      default: [String]()
      }
    try fileSystem?.make(at: image, options: options)
  }

  private func mount() throws {
    guard let fileSystem else {
      let options = situation == .tmpfsWithoutInodes ? "nr_inodes=2000" : "size=16m"
      mounted = try MountedDisk(tmpfs: options, at: root)
      return
    }
    let options = situation == .readOnly ? "errors=remount-ro" : nil
    mounted = try MountedDisk(fileSystem, image, at: root, options: options)
  }

  /// What was written is on the disk, whether or not somebody asked for that.
  func synchronize() { mounted?.synchronize() }

  /// The situation begins.
  func enter() throws {
    switch situation.kind {
    case .full:
      try FileManager.default.createDirectory(atPath: ballast, withIntermediateDirectories: false)
      try tighten()
    case .readOnly: try reportError()
    case .shutDown: try shutDown()
    case .lost: try stores.forEach(lose)
    }
  }

  /// Takes up what a verb has left free.
  func tighten() throws {
    guard situation.kind == .full else { return }
    let error = situation.lacksInodes ? fillInodes() : fillBlocks()
    guard error == (situation == .quota ? EDQUOT : ENOSPC) else {
      throw LabFailure.environment("the file system did not get full: error \(error)")
    }
  }

  /// The situation ends. Stores that have to be opened anew are closed by then.
  func leave() throws {
    switch situation.kind {
    case .full:
      try FileManager.default.removeItem(atPath: ballast)
      try awaitRoom()
    case .readOnly, .shutDown:
      try end()
      try mount()
    case .lost: try stores.forEach(regain)
    }
  }

  /// What is removed is room again when the file system has committed that: btrfs with a sync, ext4 a moment later.
  private func awaitRoom() throws {
    let bytes = Data(repeating: 0, count: 1 << 20)
    let probe = URL(fileURLWithPath: "\(root)/probe")
    for _ in 0..<1000 {
      synchronize()
      let isThere = (try? bytes.write(to: probe)) != nil
      try? FileManager.default.removeItem(at: probe)
      if isThere { return synchronize() }
    }
    throw LabFailure.environment("the room of what was removed does not come back")
  }

  /// Nobody has anything open by then: else it cannot be unmounted.
  func end() throws { try mounted.take()?.unmount() }

  // MARK: - Full

  private func fillBlocks() -> CInt {
    let descriptor = unsafe open("\(ballast)/blocks", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return errno }
    defer { _ = close(descriptor) }
    var error: CInt = 0
    for size in [1 << 20, 4096, 1] {
      let bytes = [UInt8](repeating: 0, count: size)
      while unsafe bytes.withUnsafeBytes({ unsafe write(descriptor, $0.baseAddress, size) }) > 0 {}
      error = errno
    }
    return error
  }

  private func fillInodes() -> CInt {
    while true {
      let path = "\(ballast)/\(UInt64.random(in: 0 ... .max))"
      let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return errno }
      _ = close(descriptor)
    }
  }

  // MARK: - Out of order

  /// What ext4 does when it finds its own structures damaged.
  private func reportError() throws {
    guard let name = mounted?.device.split(separator: "/").last else { return }
    let file = unsafe open("/sys/fs/ext4/\(name)/trigger_fs_error", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw PowerFileSystem.Unavailable(reason: "no error can be triggered: error \(errno)") }
    defer { _ = close(file) }
    guard unsafe write(file, "1", 1) == 1 else { throw LabFailure.environment("no error was triggered") }
  }

  /// EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN are one number. What is in the log only stays in memory.
  private func shutDown() throws {
    let directory = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw LabFailure.environment("\(root) cannot be opened: error \(errno)") }
    defer { _ = close(directory) }
    var withoutLog: UInt32 = 2
    guard unsafe ioctl(directory, 0x8004_587D, &withoutLog) == 0 else {
      throw PowerFileSystem.Unavailable(reason: "it cannot be shut down: error \(errno)")
    }
  }

  // MARK: - Lost

  private func lose(_ store: String) throws {
    let path = path(store)
    switch situation {
    case .removed: try FileManager.default.removeItem(atPath: path)
    case .moved: try FileManager.default.moveItem(atPath: path, toPath: "\(path)-away")
    default: over[store] = try MountedOver(path)
    }
  }

  private func regain(_ store: String) throws {
    let path = path(store)
    switch situation {
    case .removed: break
    case .moved: try FileManager.default.moveItem(atPath: "\(path)-away", toPath: path)
    default: try over.removeValue(forKey: store)?.end()
    }
  }

  private var over: [String: MountedOver] = [:]

  /// A dictionary takes no value that cannot be copied.
  private final class MountedOver {
    private var disk: MountedDisk?

    init(_ path: String) throws { disk = try MountedDisk(tmpfs: "size=1m,mode=700", at: path) }

    func end() throws { try disk.take()?.unmount() }
  }
}
