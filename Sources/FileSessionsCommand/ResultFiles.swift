#if CommandLineTool
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

/// Where the results of a comparison go: the JSON, and the page beside it unless it was said where.
struct ResultFiles {
  let json: String
  let page: String

  /// - Throws: `wrongUse` where that cannot work out, before minutes are spent on what could not be kept.
  init(json: String?, page: String?) throws {
    let usual = WorkingDirectory.isPackage ? ".build/compare.json" : "file-sessions-compare.json"
    self.json = json ?? usual
    let beside = URL(fileURLWithPath: self.json).deletingPathExtension().appendingPathExtension("html")
    self.page = page ?? beside.relativePath
    if Self.url(self.json) == Self.url(self.page) {
      throw ComparisonFailure.wrongUse("the JSON and the page cannot both be \(self.json)")
    }
    if json == nil, WorkingDirectory.isPackage { try Self.makeBuildFolder() }
    for path in [self.json, self.page] { try Self.check(path) }
  }

  func write(_ report: ComparisonReport) throws {
    try Output.write(Output.json(report), toFile: json)
    try Output.write(ComparisonPage(report).html, toFile: page)
  }

  private static func url(_ path: String) -> URL { URL(fileURLWithPath: path).standardizedFileURL }

  private static func makeBuildFolder() throws {
    do {
      try FileManager.default.createDirectory(atPath: ".build", withIntermediateDirectories: true)
    } catch {
      throw ComparisonFailure.environment(".build cannot be made: \(error.localizedDescription)")
    }
  }

  private static func check(_ path: String) throws {
    var isDirectory: ObjCBool = false
    let folder = url(path).deletingLastPathComponent().path
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw ComparisonFailure.wrongUse("\(path) cannot be written: there is no directory \(folder)")
    }
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw ComparisonFailure.wrongUse("\(path) cannot be written: it is a directory")
    }
  }
}
#endif
