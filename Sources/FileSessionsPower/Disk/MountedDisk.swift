internal import CPower
internal import Foundation
internal import Lab

/// A file system that is mounted: from a file, through a loop device that goes with it, or in memory.
///
/// It belongs to a thread with mounts of its own (`OwnMounts`): however that ends, nothing stays mounted.
struct MountedDisk: ~Copyable {
  let directory: String
  /// The loop device's path.
  let device: String

  /// - Parameter options: of the mount; `nil` for the file system's own.
  /// - Throws: `PowerFileSystem.Unavailable` with the step that failed: what cannot be mounted is not run.
  init(_ fileSystem: PowerFileSystem, _ file: String, at directory: String, options: String? = nil) throws {
    var name = [CChar](repeating: 0, count: 32)
    let device = unsafe file_sessions_attach_loop(file, &name)
    guard device >= 0 else { throw PowerFileSystem.Unavailable(reason: "no loop device: error \(-device)") }
    // From the mount on the device is the file system's.
    defer { _ = Foundation.close(device) }
    if fileSystem == .btrfs { _ = unsafe file_sessions_forget_btrfs(name) }
    let options = options ?? fileSystem.mountOptions
    let result = unsafe file_sessions_mount(name, directory, fileSystem.rawValue, options)
    guard result == 0 else { throw PowerFileSystem.Unavailable(reason: "mount: error \(-result)") }
    self.directory = directory
    self.device = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// One in memory.
  /// - Parameter options: its limits.
  init(tmpfs options: String, at directory: String) throws {
    let result = unsafe file_sessions_mount("tmpfs", directory, "tmpfs", options)
    guard result == 0 else { throw PowerFileSystem.Unavailable(reason: "mount: error \(-result)") }
    (self.directory, device) = (directory, "tmpfs")
  }

  /// Writes out all that is only in memory.
  func synchronize() { _ = unsafe file_sessions_synchronize_file_system(directory) }

  consuming func unmount() throws {
    let result = unsafe file_sessions_unmount(directory, 0)
    guard result != 0 else { return }
    // Somebody still has it open. The next mount needs the place.
    _ = unsafe file_sessions_unmount(directory, 1)
    throw LabFailure.environment("\(directory) cannot be unmounted: error \(-result)")
  }
}
