@testable import FileSessions

/// Names in a directory: what is read as an entry is printed the same, and the other way round.
enum EntryNameTarget {
  static func run(_ bytes: Span<UInt8>) {
    if let name = EntryName(bytes) {
      expect(Array(name.description.utf8) == [UInt8](copying: bytes), "\(name) is printed as it was read")
    }
    var dice = Dice([UInt8](copying: bytes))
    let name = name(&dice)
    let text = Array(name.description.utf8)
    expect(EntryName(text.span) == name, "\(name) is read as it was printed")
    expect(text.count < EntryName.capacity && !text.contains(UInt8(ascii: "/")), "\(name) is a name")
  }

  private static func name(_ dice: inout Dice) -> EntryName {
    let kind = dice.byte() % 10
    let digest = SessionDigest(dice.word(), dice.word(), dice.word(), dice.word())
    return switch kind {
    case 0: .session(digest)
    case 1: .lock(digest)
    case 2: .temporary(digest)
    case 3: .unique(digest.first)
    case 4: .corrupt(digest, UInt8(digest.fourth % UInt64(EntryName.corruptLimit)))
    case 5: .stripe(UInt16(truncatingIfNeeded: digest.first))
    case 6: .ranges
    case 7: .record
    case 8: .recordDraft(digest.first)
    default: .recordAside(digest.first)
    }
  }
}
