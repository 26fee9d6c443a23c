/// A write that was cut in the middle: a disk writes no more than a sector as a whole.
struct TornWrite: Hashable {
  static var sector: Int { 512 }

  let entry: Int
  /// How much of it is there.
  let byteCount: Int

  /// After the first sector, in the middle, and before the last one.
  static func all(_ entry: Int, of byteCount: Int) -> [TornWrite] {
    let middle = byteCount / 2 / sector * sector
    return Set([sector, middle, byteCount - sector]).filter { $0 > 0 && $0 < byteCount }.sorted().map {
      TornWrite(entry: entry, byteCount: $0)
    }
  }
}
