/// How thoroughly floors are measured.
package struct FloorEffort: Hashable, Sendable {
  package var pairs: Int
  /// How long one leg of a pair takes.
  package var nanoseconds: Int64

  package init(pairs: Int, nanoseconds: Int64) {
    self.pairs = pairs
    self.nanoseconds = nanoseconds
  }

  package static let full = FloorEffort(pairs: 31, nanoseconds: 10_000_000)
  /// All presets in a few seconds.
  package static let quick = FloorEffort(pairs: 21, nanoseconds: 2_000_000)
}
