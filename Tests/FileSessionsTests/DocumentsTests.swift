import Foundation
import Testing

@Suite("README and what is in .github are short and say what is there")
struct DocumentsTests {
  private func text(_ document: String) throws -> String {
    try String(contentsOf: SourceTree.root.appendingPathComponent(document), encoding: .utf8)
  }

  @Test("README is short: what is longer has an article of its own")
  func readmeIsShort() throws {
    let lines = try text("README.md").split(separator: "\n", omittingEmptySubsequences: false)
    // The last one ends with a line break.
    #expect(lines.count - 1 < 175)
  }

  @Test(
    "What they link to is there",
    arguments: ["README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"])
  func links(_ document: String) throws {
    let folder = SourceTree.root.appendingPathComponent(document).deletingLastPathComponent()
    for link in try text(document).matches(of: /\]\(([^)#:]+)\)/).map({ String($0.1) }) {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(link).path), "\(link)")
    }
  }

  @Test(
    "The files that .github names, by the ends of their paths, are there",
    arguments: [".github/CONTRIBUTING.md", ".github/SECURITY.md"])
  func namedFiles(_ document: String) throws {
    let paths = try ["CShims", "Sources", "Tests"].flatMap { folder in
      let path = SourceTree.root.appendingPathComponent(folder).path
      return try FileManager.default.subpathsOfDirectory(atPath: path).map { "/\(folder)/\($0)" }
    }
    let names = try text(document).matches(of: /`([\w\/+]+\.(?:swift|c|h))`/).map { String($0.1) }
    #expect(names.count > 10, "the check would not see anything")
    for name in names { #expect(paths.contains { $0.hasSuffix("/" + name) }, "\(name)") }
  }
}
