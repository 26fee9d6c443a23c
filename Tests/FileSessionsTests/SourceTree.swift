import Foundation
import Testing

/// The files of this package, as the tests of its structure read them.
enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The files below a folder, in order.
  /// - Parameter word: only those that have it somewhere, in capitals or not.
  static func files(
    _ folder: String, _ suffixes: [String] = [".swift"], containing word: String? = nil
  ) throws -> [SourceFile] {
    let url = root.appendingPathComponent(folder)
    let found = try #require(FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil))
    let paths = found.compactMap { ($0 as? URL)?.path }.filter { path in suffixes.contains { path.hasSuffix($0) } }
    #expect(!paths.isEmpty, "\(folder) has no such files: the check would not see anything")
    return try paths.sorted().compactMap { path in
      let text = try String(contentsOfFile: path, encoding: .utf8)
      if let word, text.range(of: word, options: .caseInsensitive) == nil { return nil }
      return SourceFile(String(path.dropFirst(root.path.count + 1)), text)
    }
  }
}

/// A file of the package, and what of it is code.
struct SourceFile {
  /// From the top of the package.
  let path: String
  let text: String
  /// The text without comments and without what string literals say, line for line. What is interpolated stays.
  let code: [Substring]

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    var reader = CodeReader(text)
    reader.read(toParenthesis: false)
    code = reader.text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Without folders.
  var name: String { String(path.split(separator: "/").last ?? "") }
  /// Without the suffix: `Engine+Saving`.
  var title: String { String(name.prefix { $0 != "." }) }
}

/// Takes comments and string literals out of Swift or C.
private struct CodeReader {
  private let bytes: [UInt8]
  private var index = 0
  private var code: [UInt8] = []

  init(_ text: String) {
    bytes = [UInt8](text.utf8)
    code.reserveCapacity(bytes.count)
  }

  var text: String { String(decoding: code, as: UTF8.self) }

  private func startsWith(_ word: StaticString) -> Bool {
    guard index + word.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy { unsafe bytes[index + $0] == word.utf8Start[$0] }
  }

  /// Reads to the end of the file, or behind the parenthesis that ends an interpolation.
  mutating func read(toParenthesis: Bool) {
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "/") where startsWith("//"): skip { $0.bytes[$0.index] != UInt8(ascii: "\n") }
      case UInt8(ascii: "/") where startsWith("/*"):
        skip { !$0.startsWith("*/") }
        index += 2
      case UInt8(ascii: "\"") where startsWith("\"\"\""): readString("\"\"\"")
      case UInt8(ascii: "\""): readString("\"")
      case UInt8(ascii: "(") where toParenthesis:
        depth += 1
        take()
      case UInt8(ascii: ")") where toParenthesis && depth == 0: return index += 1
      case UInt8(ascii: ")") where toParenthesis:
        depth -= 1
        take()
      default: take()
      }
    }
  }

  private mutating func readString(_ quote: StaticString) {
    index += quote.utf8CodeUnitCount
    while index < bytes.count, !startsWith(quote) {
      if startsWith("\\(") {
        index += 2
        code.append(UInt8(ascii: " "))
        read(toParenthesis: true)
        code.append(UInt8(ascii: " "))
      } else {
        if bytes[index] == UInt8(ascii: "\\") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\n") { code.append(bytes[index]) }
        index += 1
      }
    }
    index += quote.utf8CodeUnitCount
    // What stands around a literal stays apart.
    code.append(UInt8(ascii: " "))
  }

  /// Drops what is not to be read, but for the ends of lines.
  private mutating func skip(while isSkipped: (Self) -> Bool) {
    while index < bytes.count, isSkipped(self) {
      if bytes[index] == UInt8(ascii: "\n") { code.append(bytes[index]) }
      index += 1
    }
  }

  private mutating func take() {
    code.append(bytes[index])
    index += 1
  }
}
