#if CommandLineTool
import Foundation

/// A place for one run of the command, which goes with its last reference: a working directory, and beside it what the
/// command says.
final class TestFolder: Sendable {
  let path: String

  /// In memory where that is possible: what is tested here is not the disk, and must not wait for it.
  init() throws {
    let memory = "/dev/shm"
    let parent = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    path = "\(parent)/file-sessions-command-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var work: String { path + "/work" }
  var outputPath: String { path + "/stdout" }
  var errorPath: String { path + "/stderr" }

  var output: String { Self.text(outputPath) }
  var errors: String { Self.text(errorPath) }

  /// What lies in the working directory.
  var entries: [String] {
    get throws { try entries(of: ".") }
  }

  func entries(of name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(work)/\(name)").sorted()
  }

  func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: "\(work)/\(name)", withIntermediateDirectories: false)
  }

  func makeFile(_ name: String) throws { try Data().write(to: URL(fileURLWithPath: "\(work)/\(name)")) }

  private static func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
#endif
