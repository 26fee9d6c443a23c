@testable import FileSessions

/// The file `store`: read as it was written, and no part of it passes for the whole.
enum StoreRecordTarget {
  static func run(_ bytes: Span<UInt8>) {
    let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
    if let record = try? StoreRecord(parsing: text) {
      expect(!StoreRecord.isDamaged(text), "a damaged record is not read")
      check(record, cut: text.utf8.count)
    }
    var dice = Dice([UInt8](copying: bytes))
    let cut = Int(dice.byte())
    let strategies = FileSessionStore.Strategy.presets.map(\.strategy)
    var record = StoreRecord(strategy: (try? .init(StrategyTarget.text(&dice))) ?? dice.choice(strategies))
    let options = dice.byte()
    if options & 1 == 1 { record.hasGenerations = true }
    if options & 2 == 2 { record.convertingTo = dice.choice(strategies) }
    check(record, cut: cut)
  }

  private static func check(_ record: StoreRecord, cut: Int) {
    let text = record.text
    expect((try? StoreRecord(parsing: text)) == record, "'\(text)' is read as it was written")
    let part = String(text.prefix(cut % text.count))
    expect(StoreRecord.isDamaged(part), "'\(part)' is only a part")
    expect((try? StoreRecord(parsing: part)) == nil, "'\(part)' is not read")
  }
}
