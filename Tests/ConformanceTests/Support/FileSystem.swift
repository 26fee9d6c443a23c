import CFileSessions
import Foundation
import Testing

/// Where a test's directories lie: the promises are tested on the disk and in memory.
enum FileSystem: String, CaseIterable, Sendable, CustomTestStringConvertible {
  /// Whatever the working folder is on.
  case disk
  case tmpfs

  var testDescription: String { rawValue }

  /// An existing folder on this file system; `nil` where this machine has none.
  var folder: String? {
    switch self {
    case .disk: Self.diskFolder
    case .tmpfs: Self.tmpfsFolder
    }
  }

  static let available = allCases.filter { $0.folder != nil }

  func makeDirectory() throws -> TemporaryDirectory { try TemporaryDirectory(in: try #require(folder)) }

  /// The folder of the test bundle: it lies in the package's build folder.
  private static let diskFolder: String = {
    let folder = Executable.folder
    return FileManager.default.isWritableFile(atPath: folder) ? folder : NSTemporaryDirectory()
  }()

  private static let tmpfsFolder: String? = {
    let folder = "/dev/shm"
    let descriptor = unsafe folder.withCString { unsafe file_sessions_open_directory($0) }
    guard descriptor >= 0 else { return nil }
    defer { _ = file_sessions_close(descriptor) }
    // TMPFS_MAGIC of linux/magic.h.
    let isTmpfs = file_sessions_file_system(descriptor) == 0x0102_1994
    return isTmpfs && FileManager.default.isWritableFile(atPath: folder) ? folder : nil
  }()
}

@Suite("The file systems that the conformance suite runs on")
struct FileSystemTests {
  @Test("The working folder takes part") func disk() throws {
    let directory = try FileSystem.disk.makeDirectory()
    #expect(FileManager.default.fileExists(atPath: directory.path))
  }

  @Test(
    "tmpfs takes part",
    .enabled(if: FileSystem.tmpfs.folder != nil, "/dev/shm is not a writable tmpfs here, so nothing was run on tmpfs"))
  func tmpfs() throws {
    #expect(FileSystem.available.contains(.tmpfs))
    let directory = try FileSystem.tmpfs.makeDirectory()
    #expect(FileManager.default.fileExists(atPath: directory.path))
  }

  @Test("A temporary directory takes its contents along when it goes") func removal() throws {
    var directory: TemporaryDirectory? = try FileSystem.disk.makeDirectory()
    let path = try #require(directory?.path)
    try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/file"))
    directory = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
