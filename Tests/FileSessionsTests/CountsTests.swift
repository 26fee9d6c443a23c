import Foundation
import Testing

@Suite("How many files an addition touches")
struct CountsTests {
  /// What may be added, and by what it is seen which files that concerns: those whose code names one that is there.
  private struct Addition: Sendable {
    let what: String
    let example: String
    let folders: [String]
    /// No more files than these. It may fall, and is then to be set lower.
    let limit: Int
    /// Whether a word is the example's name.
    let isNamed: @Sendable (Word) -> Bool
  }

  /// A word of the code.
  private struct Word {
    let text: Substring
    /// Whether it is asked of something, as in `store.touch`, and so used where it is.
    let isMember: Bool
  }

  private static let everywhere = ["Sources", "CShims", "Tests"]
  private static let laboratories = ["Sources/FileSessionsChaos", "Sources/FileSessionsPower"]
  private static let library = [
    "FileSessions", "FileSessionsChecker", "FileSessionsCommand", "FileSessionsComparison", "FileSessionsCrypto",
    "FileSessionsDemo", "FileSessionsHummingbird", "FileSessionsJSON", "FileSessionsPeers", "FileSessionsTesting",
  ].map { "Sources/\($0)" }

  private static func isVerb(_ word: Word) -> Bool {
    !word.isMember && (word.text == "touch" || word.text == "touchBlocking")
  }

  private static let additions = [
    Addition(what: "a lock kind", example: "ofd", folders: everywhere, limit: 12) { word in
      word.text.lowercased().split(separator: "_").contains("ofd")
    },
    Addition(what: "a call of the seam", example: "heldDescriptor", folders: everywhere, limit: 11) { word in
      word.text == "heldDescriptor"
    },
    // Who only calls it need not know of another one.
    // Each store is one of them, and so is each store around another.
    Addition(what: "a verb", example: "touch", folders: library, limit: 18) { isVerb($0) },
    // Those that do everything there is: no more than a place each to do it, to note it and to judge it.
    Addition(what: "a verb in chaos and power", example: "touch", folders: laboratories, limit: 8) { isVerb($0) },
  ]

  @Test("A lock kind, a call of the seam, a verb")
  func additions() throws {
    for addition in Self.additions {
      let files = try addition.folders.flatMap {
        try SourceTree.files($0, [".swift", ".c", ".h"], containing: addition.example)
      }
      let named = files.filter { file in
        file.code.contains { line in Self.words(of: line).contains(where: addition.isNamed) }
      }
      let list = named.map(\.path).joined(separator: "\n  ")
      print("\(addition.what), as \(addition.example) is: \(named.count) files\n  \(list)")
      #expect(named.count > 1, "\(addition.what) has another name by now")
      #expect(named.count <= addition.limit, "\(addition.what) is named in \(named.count) files:\n  \(list)")
    }
  }

  @Test("A store of another package: its own files, and none of this one")
  func backend() throws {
    let own = try SourceTree.files(".ci/OtherStore/Sources").filter {
      !["main.swift", "CountingStore.swift"].contains($0.name)
    }
    print("a store of another package: \(own.count) files\n  \(own.map(\.path).joined(separator: "\n  "))")
    #expect((1...3).contains(own.count))
    let types = Set(own.flatMap { TypeDeclaration.all(of: $0).map(\.name) }).filter { $0.hasSuffix("Store") }
    #expect(types == ["SerialStore"])
    #expect(try SourceTree.files("Sources", containing: "SerialStore").isEmpty)
  }

  private static func words(of line: Substring) -> [Word] {
    line.split { !isPartOfWord($0) }.map { text in
      let before = line[..<text.startIndex]
      let owner = before.dropLast().last
      return Word(
        text: text, isMember: before.last == "." && (owner.map { isPartOfWord($0) || ")]?!".contains($0) } ?? false))
    }
  }

  private static func isPartOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
