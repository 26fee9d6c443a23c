internal import Foundation

/// Where text goes.
package enum Output {
  package static func print(_ text: String) throws { try write(text, to: .standardOutput) }

  package static func error(_ text: String) { try? write(text + "\n", to: .standardError) }

  /// Writes a whole file.
  /// - Throws: `environment` where it cannot be written.
  package static func write(_ text: String, toFile path: String) throws {
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) } catch {
      throw LabFailure.environment("\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  /// Whether colours can be shown and are wanted (no-color.org).
  package static var isColoured: Bool {
    isatty(STDOUT_FILENO) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  package static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  private static func write(_ text: String, to handle: FileHandle) throws {
    try handle.write(contentsOf: Data(text.utf8))
  }
}

/// Tells on stderr what goes on: in one line that changes on a terminal, in a line for each step elsewhere.
package struct ProgressLine: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1

  package init() {}

  package func show(_ text: String) { write(isTerminal ? "\r\u{1B}[K" + text : text + "\n") }

  /// What comes too often for a line of its own each time.
  package func showBriefly(_ text: @autoclosure () -> String) { if isTerminal { show(text()) } }

  package func clear() { if isTerminal { write("\r\u{1B}[K") } }

  private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}

/// Where the results of a command go: the JSON, and for some a page beside it unless it was said where.
package struct ResultFiles: Sendable {
  package let json: String
  package let page: String?

  /// - Parameters:
  ///   - name: of the command; in a package's directory the files lie under its `.build`.
  ///   - hasPage: whether there is one, where `page` does not say which.
  /// - Throws: `wrongUse` where that cannot work out, before minutes are spent on what could not be kept.
  package init(_ name: String, json: String?, page: String? = nil, hasPage: Bool = false) throws {
    let isPackage = ScratchDirectory.isInPackage
    self.json = json ?? (isPackage ? ".build/\(name).json" : "file-sessions-\(name).json")
    let beside = URL(fileURLWithPath: self.json).deletingPathExtension().appendingPathExtension("html")
    self.page = page ?? (hasPage ? beside.relativePath : nil)
    if let page = self.page, Self.url(self.json) == Self.url(page) {
      throw LabFailure.wrongUse("the JSON and the page cannot both be \(self.json)")
    }
    if json == nil, isPackage { try Self.makeBuildFolder() }
    for path in [self.json, self.page].compactMap(\.self) { try Self.check(path) }
  }

  package func write(_ report: some Encodable, html: String? = nil) throws {
    try Output.write(Output.json(report), toFile: json)
    if let page, let html { try Output.write(html, toFile: page) }
  }

  private static func url(_ path: String) -> URL { URL(fileURLWithPath: path).standardizedFileURL }

  private static func makeBuildFolder() throws {
    do {
      try FileManager.default.createDirectory(atPath: ".build", withIntermediateDirectories: true)
    } catch {
      throw LabFailure.environment(".build cannot be made: \(error.localizedDescription)")
    }
  }

  private static func check(_ path: String) throws {
    var isDirectory: ObjCBool = false
    let folder = url(path).deletingLastPathComponent().path
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw LabFailure.wrongUse("\(path) cannot be written: there is no directory \(folder)")
    }
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw LabFailure.wrongUse("\(path) cannot be written: it is a directory")
    }
  }
}
