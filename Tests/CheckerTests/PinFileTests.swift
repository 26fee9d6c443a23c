import FileSessions
import FileSessionsChecker
import Testing

@Suite("Pins")
struct PinFileTests {
  private static let strategy = FileSessionStore.Strategy.byteRangeRename

  private static func table() async -> GuaranteeTable {
    await GuaranteeTable.compute([strategy, .unlocked(.exchange)], isQuick: true, bound: 400)
  }

  @Test("Read again, they are the same, and nothing differs")
  func roundTrip() async throws {
    let pins = Pins(await Self.table(), .full)
    let read = try Pins(pins.text)
    #expect(read.text == pins.text)
    #expect(read.differences(of: pins) == [])
  }

  @Test("A number that is another one is reported, with its strategy and its scenario")
  func changed() async throws {
    let table = await Self.table()
    let text = Pins(table, .full).text
    let lines = text.split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex { $0.hasPrefix("  update ‖ update (live, processes): ") })
    var changed = lines
    changed[place] += "1"
    let pinned = try Pins(changed.joined(separator: "\n"))
    for depth in [Pins.Depth.quick, .full] {
      let differences = pinned.differences(of: Pins(table, depth))
      #expect(differences.count == 1)
      #expect(differences.first?.hasPrefix("\(Self.strategy.description), update ‖ update (live, processes): ") == true)
    }
  }

  @Test("So is the digest of a strategy, which stands for scenarios that have no line")
  func digest() async throws {
    let table = await Self.table()
    let lines = Pins(table, .full).text.split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex { $0.hasPrefix("unlocked:exchange ") })
    var changed = lines
    changed[place] += "0"
    let pinned = try Pins(changed.joined(separator: "\n"))
    let differences = pinned.differences(of: Pins(table, .full))
    #expect(differences.count == 1)
    #expect(differences.first?.hasPrefix("unlocked:exchange: ") == true)
  }

  @Test("So is what was not explored, and what is not pinned")
  func missing() async throws {
    let table = await Self.table()
    let lines = Pins(table, .full).text.split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex { $0.hasPrefix("  save ‖ load (live, processes): ") })
    let fewer = try Pins((lines[..<place] + lines[(place + 1)...]).joined(separator: "\n"))
    let name = "\(Self.strategy.description), save ‖ load (live, processes)"
    #expect(fewer.differences(of: Pins(table, .quick)) == ["\(name): is not pinned"])
    let longer = lines[...place] + ["  sleep: 1 2"] + lines[(place + 1)...] + ["none 1 2 3"]
    let (more, found) = (try Pins(longer.joined(separator: "\n")), Pins(table, .full))
    let gone = ["none", "\(Self.strategy.description), sleep"].map { "\($0): was not explored" }
    #expect(more.differences(of: found) == gone)
    // Who asks for some strategies alone does not miss the others.
    #expect(more.limited(to: found).differences(of: found).count == 1)
  }

  @Test("Text that is no pins", arguments: ["  a scenario without a strategy: 1 2", "x", "a 1 2 3\n  no colon"])
  func malformed(_ text: String) { #expect(throws: Pins.Malformed.self) { try Pins(text) } }
}
