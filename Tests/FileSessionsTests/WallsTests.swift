import Testing

@Suite("Folders name what stands below them, and nothing above")
struct WallsTests {
  /// From the one that knows nobody to the one that knows all. What a process remembers stands below the environment:
  /// the kernel is the one environment that steps it, and the seam speaks of its values.
  private static let folders = [
    "Contract", "Strategy", "Format", "ProcessState", "Environment", "Engine", "Verbs", "Store",
  ]
  /// The public class lends its name to types of lower folders (`FileSessionStore.Strategy`): there it is no more than
  /// a part of theirs.
  private static let namespace = "FileSessionStore"

  private func files(of folder: String) throws -> [SourceFile] {
    try SourceTree.files("Sources/FileSessions/\(folder)")
  }

  @Test("No file names a type of a higher folder")
  func walls() throws {
    let rooms = try Self.folders.map { try files(of: $0) }
    // The lowest folder that declares a type of this name.
    var homes: [String: Int] = [:]
    for (rank, room) in rooms.enumerated().reversed() {
      for file in room {
        for type in TypeDeclaration.all(of: file) where !type.isPrivate { homes[type.name] = rank }
      }
    }
    #expect(homes["SessionID"] == 0 && homes["Strategy"] == 1 && homes["Kernel"] == 4 && homes["StoreCore"] == 7)
    for (rank, room) in rooms.enumerated() {
      for file in room {
        let own = Set(TypeDeclaration.all(of: file).map(\.name))
        for (index, line) in file.code.enumerated() {
          for name in Self.names(in: line) where !own.contains(name) {
            guard let home = homes[name], home > rank else { continue }
            Issue.record("\(file.path):\(index + 1) names \(name), which is of \(Self.folders[home])")
          }
        }
      }
    }
  }

  @Test("What a line names, its namespace left out")
  func naming() {
    #expect(
      Self.names(in: "  let a: [Held<System>?], b = FileSessionStore.Strategy.slots") == ["Held", "System", "Strategy"])
    #expect(Self.names(in: "extension FileSessionStore {") == [])
    #expect(Self.names(in: "let store: FileSessionStore") == ["FileSessionStore"])
  }

  private static func names(in line: Substring) -> [String] {
    let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return words.indices.compactMap { index in
      let word = words[index]
      guard word.first?.isUppercase == true else { return nil }
      if word == namespace {
        if index > 0, words[index - 1] == "extension" { return nil }
        if line[word.endIndex...].first == "." { return nil }
      }
      return String(word)
    }
  }

  /// Named for a lock kind, a lock's scope or a write mode, whose code they have.
  private static let ways = ["/Locks/", "/Writes/"]

  @Test("A type is in the file of its name; a file without one is an extension, `Type+Topic.swift`")
  func names() throws {
    for file in try SourceTree.files("Sources/FileSessions") {
      let parts = file.title.split(separator: "+").map(String.init)
      let types = TypeDeclaration.all(of: file).filter {
        !$0.isPrivate && ($0.depth == 0 || $0.depth == 2 && $0.extended == Self.namespace)
      }
      for type in types where !parts.contains(type.name) {
        Issue.record("\(file.path):\(type.line) declares \(type.name), which has no file of its name")
      }
      let isWay = Self.ways.contains { file.path.contains($0) }
      let isExtension = parts.count == 2 && TypeDeclaration.extensions(of: file).contains(parts[0])
      #expect(
        isWay || isExtension || types.contains { $0.name == parts[0] },
        "\(file.path) has no type of its name, and extends none")
    }
  }
}
