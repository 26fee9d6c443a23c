import FileSessions
import Testing

@testable import FileSessionsChecker

/// The power fails at every point; what the disk may have is mounted and judged.
@Suite("Power cuts")
struct PowerCutTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var mutation: EngineMutation
    var strategy: String
    var beginning = Scenario.Beginning.live
    var program: [Operation.Verb]
    var loss: Violation
    var fileSystem = FileSessionStore.FileSystemModel.ext4
    var durability = FileSessionStore.Durability.full
    /// How many calls may fail.
    var faults = 0

    var testDescription: String { "\(mutation), \(strategy): \(program), \(fileSystem)" }

    var scenario: Scenario {
      var scenario = Scenario(beginning: beginning, programs: [program], faults: faults)
      scenario.powerCut = PowerCut(fileSystem: fileSystem, durability: durability)
      return scenario
    }
  }

  /// A sync left out of each verb, where a cut shows it. (On ext4 the sync of a new file carries its name.)
  static let cases: [Case] = [
    Case(mutation: .fileIsNotSynced, strategy: "slots", program: [.save, .save], loss: .lostWrite),
    Case(mutation: .fileIsNotSynced, strategy: "slots", program: [.update], loss: .lostWrite),
    Case(mutation: .fileIsNotSynced, strategy: "slots", program: [.touch], loss: .lostWrite),
    Case(mutation: .fileIsNotSynced, strategy: "slots", program: [.delete], loss: .resurrected, fileSystem: .xfs),
    Case(mutation: .fileIsNotSynced, strategy: "slots", program: [.saveLarge], loss: .lostWrite, fileSystem: .weakest),
    Case(mutation: .fileIsNotSynced, strategy: "slots", program: [.rotate], loss: .lostWrite, fileSystem: .btrfs),
    Case(mutation: .fileIsNotSynced, strategy: "slots", beginning: .absent, program: [.create], loss: .lostWrite),
    Case(mutation: .fileIsNotSynced, strategy: "slots", beginning: .absent, program: [.put], loss: .lostWrite),
    Case(mutation: .fileIsNotSynced, strategy: "lockFileRename", program: [.save], loss: .tornRead),
    Case(mutation: .fileIsNotSynced, strategy: "lockFileRename", program: [.save], loss: .tornRead, fileSystem: .xfs),
    Case(
      mutation: .directoryIsNotSynced, strategy: "slots", beginning: .absent, program: [.create], loss: .lostWrite,
      fileSystem: .weakest),
    Case(
      mutation: .directoryIsNotSynced, strategy: "slots", program: [.saveLarge], loss: .lostWrite, fileSystem: .btrfs),
    Case(mutation: .directoryIsNotSynced, strategy: "slots", program: [.rotate], loss: .lostWrite, fileSystem: .btrfs),
    Case(mutation: .directoryIsNotSynced, strategy: "lockFileRename", program: [.save], loss: .lostWrite),
    Case(mutation: .directoryIsNotSynced, strategy: "lockFileRename", program: [.update], loss: .lostWrite),
    Case(mutation: .directoryIsNotSynced, strategy: "lockFileRename", program: [.touch], loss: .lostWrite),
    Case(mutation: .directoryIsNotSynced, strategy: "lockFileRename", program: [.delete], loss: .resurrected),
    Case(mutation: .directoryIsNotSynced, strategy: "lockFileRename", program: [.rotate], loss: .resurrected),
    Case(
      mutation: .directoryIsNotSynced, strategy: "lockFileRename", beginning: .absent, program: [.create],
      loss: .lostWrite),
    // A rotation and a delete are final with `data` already.
    Case(
      mutation: .directoryIsNotSynced, strategy: "lockFileRename", program: [.rotate], loss: .resurrected,
      durability: .data),
    Case(
      mutation: .directoryIsNotSynced, strategy: "lockFileRename", program: [.delete], loss: .resurrected,
      durability: .data),
    // Linux takes pages whose sync failed for written: a second sync says that all is well.
    Case(mutation: .failedSyncIsIgnored, strategy: "slots", program: [.save], loss: .lostWrite, faults: 1),
    Case(mutation: .failedSyncIsRepeated, strategy: "slots", program: [.save], loss: .lostWrite, faults: 1),
    Case(
      mutation: .failedSyncIsIgnored, strategy: "slots", program: [.delete], loss: .resurrected, fileSystem: .xfs,
      faults: 1),
    Case(mutation: .failedSyncIsIgnored, strategy: "lockFileRename", program: [.save], loss: .tornRead, faults: 1),
    Case(mutation: .failedSyncIsRepeated, strategy: "lockFileRename", program: [.save], loss: .tornRead, faults: 1),
    Case(mutation: .failedSyncIsIgnored, strategy: "lockFileRename", program: [.delete], loss: .resurrected, faults: 1),
  ]

  private func losses(_ planted: Case, _ mutation: EngineMutation?) throws -> Set<Violation> {
    let strategy = try FileSessionStore.Strategy(planted.strategy)
    let automaton = Automaton(strategy, SimulatedKernel(), mutation, durability: planted.durability)
    let exploration = Exploration(automaton, planted.scenario, bound: 1_000_000)
    return Set(exploration.findings.filter(\.isPowerCut).map(\.violation))
  }

  @Test("A sync that is left out is noticed", arguments: cases)
  func leftOut(_ planted: Case) throws {
    #expect(try losses(planted, planted.mutation).contains(planted.loss))
    #expect(try !losses(planted, nil).contains(planted.loss))
  }

  @Test(
    "After a sync that failed, what is acknowledged survives, and a delete ends every id",
    arguments: ["slots", "lockFileRename"],
    [[Operation.Verb.rotate, .delete], [.rotate, .updateNew], [.save, .touch], [.saveTwice, .update]])
  func failedSync(_ strategy: String, _ program: [Operation.Verb]) throws {
    for fileSystem in FileSessionStore.FileSystemModel.allCases {
      let sound = Case(
        mutation: .asksTwice, strategy: strategy, program: program, loss: .lostWrite, fileSystem: fileSystem, faults: 1)
      let automaton = Automaton(try FileSessionStore.Strategy(strategy), SimulatedKernel(), durability: .full)
      #expect(Exploration(automaton, sound.scenario, bound: 1_000_000).findings.map(\.violation) == [])
    }
  }

  @Test("A loss is played again by its token")
  func token() throws {
    let planted = Case(
      mutation: .asksTwice, strategy: "slots", program: [.save], loss: .lostWrite, durability: .none)
    let exploration = Exploration(Automaton(.slots, for: planted.scenario), planted.scenario, bound: 1_000_000)
    let finding = try #require(exploration.findings.first { $0.isPowerCut && $0.violation == .lostWrite })
    let token = try Token("\(Token(.slots, planted.scenario, finding.moves))")
    let result = SimulatedReplay.run(token)
    #expect(result.isConfirmed)
    #expect(result.violations.contains { $0.hasPrefix("lost write") })
  }

  @Test("Without durability a save may be lost", arguments: FileSessionStore.FileSystemModel.allCases)
  func withoutDurability(_ fileSystem: FileSessionStore.FileSystemModel) throws {
    let planted = Case(
      mutation: .asksTwice, strategy: "slots", program: [.save], loss: .lostWrite, fileSystem: fileSystem,
      durability: .none)
    #expect(try losses(planted, nil).contains(.lostWrite))
  }
}
