#if CommandLineTool
import Foundation
import TestSupport

/// A place for one run of the command, which goes with its last reference: a working directory, and beside it what the
/// command says. What is tested here is not the disk, and must not wait for it.
final class TestFolder: Sendable {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
  }

  var work: String { folder.path("work") }
  var outputPath: String { folder.path("stdout") }
  var errorPath: String { folder.path("stderr") }

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
