import FileSessionsChaos
import Testing

@Suite struct ChainValueTests {
  private static let value = ChainValue(session: 2, begunBy: 7).extended(by: 8).extended(by: 9)

  @Test func readsWhatItWrote() {
    for token in 1..<200 as Range<UInt64> {
      let value = Self.value.extended(by: token)
      #expect(ChainValue(value.payload, session: 2) == value)
    }
  }

  @Test func anyChangedByteIsSeen() {
    let payload = Self.value.payload
    for index in payload.indices {
      var torn = payload
      torn[index] ^= 1
      #expect(ChainValue(torn, session: 2) == nil)
    }
  }

  @Test func mixturesAreSeen() {
    let (old, new) = (Self.value.payload, Self.value.extended(by: 10).payload)
    for cut in stride(from: 8, to: min(old.count, new.count), by: 8) {
      let mixture = Array(new[..<cut] + old[cut...])
      #expect(mixture == old || ChainValue(mixture, session: 2) == nil)
    }
    #expect(ChainValue(Array(old.dropLast(8)), session: 2) == nil)
    #expect(ChainValue([], session: 2) == nil)
  }

  @Test func anotherSessionsIsNone() { #expect(ChainValue(Self.value.payload, session: 1) == nil) }
}
