import FileSessions
import Testing

@testable import FileSessionsChecker

@Suite("A schedule as one word")
struct TokenTests {
  private static let scenario = Scenario(
    beginning: .expired, programs: [[.update, .saveLarge], [.delete], [.sweep]], clients: .threads, kills: 1)
  private static let token = Token(
    .lockFile(.openFlag, .removedOnDelete(.off), write: .exchange, readers: .shared), scenario,
    [.step(0), .step(1), .step(2), .kill(0), .step(2)])

  @Test("Read again, it is the same")
  func roundTrip() throws {
    #expect(try Token("\(Self.token)") == Self.token)
    for (_, strategy) in FileSessionStore.Strategy.presets {
      let token = Token(strategy, Scenario(beginning: .live, programs: [[.load]]), [])
      #expect(try Token("\(token)") == token)
    }
  }

  @Test("Every way in which clients run, and every verb", arguments: Scenario.Clients.allCases)
  func vocabulary(_ clients: Scenario.Clients) throws {
    for verb in Operation.Verb.allCases {
      let scenario = Scenario(beginning: .live, programs: [[verb], [.load], [.update]], clients: clients, kills: 1)
      let token = Token(.slots, scenario, [.step(2), .kill(0)])
      #expect(try Token("\(token)") == token)
    }
  }

  @Test("Everything that may happen beyond the clients' own steps")
  func mishaps() throws {
    var scenario = Scenario(beginning: .live, programs: [[.save], [.load]], clients: .mixed, kills: 2)
    (scenario.faults, scenario.giveUps, scenario.memory, scenario.cuts) = (2, 1, .loads, .four)
    scenario.times = [0, -100, 700]
    scenario.powerCut = PowerCut(fileSystem: .btrfs, durability: .full)
    let moves: [Move] = [.step(0), .kill(1), .tick, .giveUp(0), .fail(0, .shortWrite), .powerCut(4711)]
    let token = Token(.slots, scenario, moves)
    #expect(try Token("\(token)") == token)
    #expect(!token.isOfRealKernel)
  }

  @Test("It can be pasted into a shell and into a URL")
  func alphabet() {
    #expect("\(Self.token)".allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
  }

  @Test("Text that is none says why", arguments: ["", "fs", "nonsense", "zz1.abc"])
  func prefix(_ text: String) { #expect(throws: TokenError.prefix) { try Token(text) } }

  @Test("Another version, another character, a part")
  func malformed() {
    let text = "\(Self.token)"
    #expect(throws: TokenError.version("1")) { try Token("fs1." + text.dropFirst(4)) }
    #expect(throws: TokenError.character("!", place: 7)) { try Token(text.prefix(6) + "!" + text.dropFirst(7)) }
    for count in 4..<text.count { #expect(throws: TokenError.checksum) { try Token(String(text.prefix(count))) } }
  }

  @Test("One character changed anywhere is noticed")
  func changed() {
    let text = Array("\(Self.token)")
    // The last character carries bits that stand for nothing.
    for index in 4..<text.count - 1 {
      var changed = text
      changed[index] = changed[index] == "A" ? "B" : "A"
      #expect(throws: TokenError.checksum) { try Token(String(changed)) }
    }
  }

  @Test("Content that makes no sense")
  func content() {
    let body = TokenBody.bytes(Self.token)
    #expect(throws: TokenError.content("something follows its last move")) { try TokenBody.token(body + [0]) }
    #expect(throws: TokenError.content("it ends too early")) { try TokenBody.token(body.dropLast()) }
    #expect(throws: TokenError.content("a move is of a client that is not there")) {
      try TokenBody.token(body.dropLast() + [0x07])
    }
  }

  @Test("A strategy that this version does not know")
  func strategy() {
    #expect {
      try TokenBody.token([4] + Array("none".utf8))
    } throws: { error in
      if case TokenError.strategy(let words) = error { words.contains("'none' is no strategy") } else { false }
    }
  }
}
