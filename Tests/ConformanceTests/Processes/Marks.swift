import Testing

/// The marks that updates have appended to a session: `name.number;` each.
struct Marks {
  private let marks: [Substring]

  /// - Throws: where the text is not a row of whole marks.
  init(_ text: Substring) throws {
    try #require(text.isEmpty || text.last == ";", "a mark is cut off")
    marks = text.split(separator: ";")
  }

  var count: Int { marks.count }
  var areDistinct: Bool { Set(marks).count == marks.count }

  func contains(_ mark: String) -> Bool { marks.contains(Substring(mark)) }

  /// In the order in which they stand there.
  func numbers(of name: String) -> [Int] {
    marks.filter { $0.hasPrefix(name + ".") }.compactMap { Int($0.dropFirst(name.count + 1)) }
  }
}
