/// What somebody probably meant, for messages.
enum Spelling {
  /// The word that takes the fewest changes, if those are few for its length; capitals do not count.
  static func nearest(to word: String, among words: [String]) -> String? {
    guard !word.isEmpty else { return nil }
    let distances = words.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
    guard let nearest = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return 3 * nearest.distance <= max(word.count, nearest.word.count) ? nearest.word : nil
  }

  /// How many characters have to be put in, taken out or replaced.
  static func distance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in second.indices {
        let replaced = diagonal + (second[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[second.count]
  }
}
