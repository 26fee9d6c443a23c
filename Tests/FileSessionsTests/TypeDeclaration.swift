/// A type that a source file declares.
struct TypeDeclaration {
  let name: String
  let line: Int
  /// How far it is set in: 0 for one at the top of its file.
  let depth: Int
  /// The type that is extended around it, as the file has it; `nil` where there is none.
  let extended: String?
  /// Whether no other file can name it.
  let isPrivate: Bool

  private static let kinds: Set = ["struct", "class", "enum", "protocol", "actor", "typealias"]
  private static let modifiers: Set = [
    "public", "package", "internal", "final", "indirect", "nonisolated", "private", "fileprivate",
  ]

  /// All of a file.
  static func all(of file: SourceFile) -> [TypeDeclaration] {
    var found: [TypeDeclaration] = []
    var extended: String?
    for (index, line) in file.code.enumerated() {
      let depth = line.prefix { $0 == " " }.count
      let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
      if depth == 0, let type = extendedType(words) { extended = type }
      let isPrivate = words.first == "private" || words.first == "fileprivate"
      let rest = words.drop { modifiers.contains(String($0)) }
      guard let kind = rest.first, kinds.contains(String(kind)), let declared = rest.dropFirst().first else { continue }
      if depth == 0 { extended = nil }
      let name = String(declared.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
      guard name.first?.isUppercase == true else { continue }
      found.append(
        TypeDeclaration(name: name, line: index + 1, depth: depth, extended: extended, isPrivate: isPrivate))
    }
    return found
  }

  /// The types that a file extends, by each part of their names.
  static func extensions(of file: SourceFile) -> Set<String> {
    Set(
      file.code.compactMap { extendedType($0.split(separator: " ")) }.flatMap {
        $0.split(separator: ".").map(String.init)
      })
  }

  private static func extendedType(_ words: [Substring]) -> String? {
    guard let place = words.firstIndex(of: "extension"), place <= 1, place + 1 < words.count else { return nil }
    return String(words[place + 1].prefix { $0.isLetter || $0.isNumber || $0 == "." })
  }
}
