/// Where a read or a write of a file can be interrupted by others.
///
/// The places are those of a record that is the only one of its file, or stands in a slot of the least size.
enum Cuts: CaseIterable, Hashable, Sendable {
  /// In the middle of the header: two pieces of every record.
  case two
  /// Between shape and checksum too, and at the end of the header, where a record without a payload has its trailing
  /// checksum: four pieces.
  case four

  private var places: [Int] {
    switch self {
    case .two: [100]
    case .four: [20, 100, 170]
    }
  }

  /// The end of the piece that begins at an offset.
  func end(after offset: Int) -> Int {
    let start = offset / 2048 * 2048
    return places.lazy.map { start + $0 }.first { $0 > offset } ?? start + 2048 + places[0]
  }
}
