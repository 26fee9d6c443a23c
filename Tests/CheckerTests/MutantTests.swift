import FileSessions
import Testing

@testable import FileSessionsChecker

/// A checker that finds nothing may be blind. Each mutant is wrong in one way, and is caught for that reason.
@Suite("The checker can fail")
struct MutantTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var mutation: EngineMutation
    var strategy: String
    var scenario: Scenario
    var violation: Violation
    var takesKill = false

    var testDescription: String { "\(mutation)" }
  }

  private static func live(_ programs: [Operation.Verb]..., kills: Int = 0) -> Scenario {
    Scenario(beginning: .live, programs: programs, kills: kills)
  }

  private static func absent(_ programs: [Operation.Verb]..., kills: Int = 0) -> Scenario {
    Scenario(beginning: .absent, programs: programs, kills: kills)
  }

  private static let exchange = "data-file:flock,recheck,exchange,lock-free"
  private static let rename = "data-file:flock,recheck,rename,lock-free"

  static let engines: [Case] = [
    Case(
      mutation: .sharedForExclusive, strategy: "lockFileRename", scenario: live([.update], [.update]),
      violation: .lostUpdate),
    Case(
      mutation: .lockIsSkipped, strategy: "lockFileRename", scenario: live([.update], [.update]), violation: .lostUpdate
    ),
    Case(
      mutation: .refusalIsIgnored, strategy: "lockFileRename", scenario: live([.update], [.update]),
      violation: .lostUpdate),
    Case(
      mutation: .secondTryTakesNoLock, strategy: "lockFileRename", scenario: live([.update], [.update]).givingUp(),
      violation: .lostUpdate),
    Case(
      mutation: .localLockIsKept, strategy: "lockFileRename",
      scenario: live([.update], [.update], [.update]).among(.threads).givingUp(), violation: .blocked),
    Case(
      mutation: .lockIsReleasedAtOnce, strategy: "lockFileRename", scenario: live([.update], [.update]),
      violation: .twoHolders),
    Case(
      mutation: .deleteWithoutLock, strategy: "lockFile", scenario: live([.update], [.delete]), violation: .resurrected),
    Case(
      mutation: .sweepWithoutLock, strategy: "lockFileRename", scenario: absent([.create], [.sweep], [.load]),
      violation: .unexpectedError),
    Case(
      mutation: .readersTakeNoLock, strategy: "lockFile", scenario: live([.save], [.load]), violation: .tornRead),
    Case(
      mutation: .noRecheck, strategy: "slots", scenario: live([.saveLarge, .update], [.update]),
      violation: .missingSession),
    Case(
      mutation: .linkCountForIdentity, strategy: exchange, scenario: live([.update], [.update], [.load], kills: 1),
      violation: .lostUpdate, takesKill: true),
    Case(
      mutation: .writesInPlace, strategy: "lockFileRename", scenario: absent([.create], kills: 1), violation: .tornRead,
      takesKill: true),
    Case(
      mutation: .unlinksAfterUnlock, strategy: "lockFileRename", scenario: live([.delete], [.put], [.put]),
      violation: .unexpectedError),
    Case(
      mutation: .inodeForVersion, strategy: "lockFileRename", scenario: live([.saveIfUnchanged], [.save, .save]),
      violation: .lostUpdate),
    Case(
      mutation: .answersFromOneSlot, strategy: "slots", scenario: live([.save, .save], [.save], [.load]),
      violation: .lostWrite),
    Case(
      mutation: .largerFileIsNotLocked, strategy: "slots", scenario: live([.saveTwice], [.update]),
      violation: .lostUpdate),
    Case(
      mutation: .largerFileIsNotLocked, strategy: "data-file:flock,recheck,in-place,exclusive",
      scenario: live([.rotate, .loadNew], [.sweep]), violation: .unexpectedError),
    Case(
      mutation: .createReplaces, strategy: "rename", scenario: absent([.create], [.create], [.load]),
      violation: .doubleCreate),
    Case(
      mutation: .unlinksBeforeRename, strategy: "lockFileRename", scenario: live([.save], [.load]),
      violation: .missingSession),
    Case(
      mutation: .renamesBeforeWrite, strategy: "lockFileRename", scenario: absent([.create], kills: 1),
      violation: .tornRead, takesKill: true),
    Case(
      mutation: .temporaryIsNotTruncated, strategy: "lockFileRename", scenario: live([.touch], [.update], kills: 1),
      violation: .tornRead, takesKill: true),
    Case(
      mutation: .temporaryIsShared, strategy: "rename", scenario: live([.save], [.update], [.load]),
      violation: .tornRead),
    Case(
      mutation: .temporaryIsLeft, strategy: "unlocked:exchange", scenario: live([.save]), violation: .leftBehind),
    Case(
      mutation: .largerFileIsNotLocked, strategy: rename, scenario: live([.update], [.update]), violation: .twoHolders),
    Case(
      mutation: .heldFileIsNotLookedAt, strategy: "slots",
      scenario: live([.load, .load], [.saveLarge], [.update], kills: 1).keeping(.descriptors), violation: .staleRead,
      takesKill: true),
    Case(
      mutation: .changeIsNotBegun, strategy: "lockFileRename",
      scenario: live([.load, .load], [.save], [.load]).keeping(.loads), violation: .staleRead),
    Case(
      mutation: .counterIsReadLate, strategy: "slots",
      scenario: live([.load, .load], [.save], [.load]).keeping(.loads), violation: .staleRead),
    // Harmless as long as the file is closed after each operation.
    Case(
      mutation: .lockIsKept, strategy: "slots", scenario: live([.save], [.update]).keeping(.descriptors),
      violation: .blocked),
    Case(
      mutation: .remembersUnderWriters, strategy: "lockFileRename",
      scenario: live([.load, .load], [.save], [.load]).keeping(.loads), violation: .staleRead),
    Case(
      mutation: .firstByteFirst, strategy: "slots", scenario: absent([.create], kills: 1), violation: .tornRead,
      takesKill: true),
  ]

  @Test("An engine that is wrong in one way is caught for it", arguments: engines)
  func engine(_ mutant: Case) throws {
    let strategy = try FileSessionStore.Strategy(mutant.strategy)
    #expect(!findings(strategy, mutant.scenario, nil).contains { $0.violation == mutant.violation })
    let found = findings(strategy, mutant.scenario, mutant.mutation)
    #expect(
      found.contains { $0.violation == mutant.violation && $0.isKilled == mutant.takesKill },
      "\(found.map(\.violation.rawValue))")
  }

  private func findings(
    _ strategy: FileSessionStore.Strategy, _ scenario: Scenario, _ mutation: EngineMutation?
  ) -> [Exploration.Finding] {
    let automaton = Automaton(
      strategy, SimulatedKernel(), mutation, memory: scenario.memory, tries: scenario.tries)
    return Exploration(automaton, scenario, bound: 200_000).findings
  }

  /// A neighbour in the matrix is a mutant as well: it leaves one thing out.
  @Test(
    "A strategy that leaves one thing out is caught for it",
    arguments: [
      ("lock-file:flock,removed-on-delete,no-recheck,rename,lock-free", [[.update], [.delete], [.create, .update]]),
      ("lock-file:flock,removed-after-use,no-recheck,rename,shared", [[.update], [.update], [.load]]),
      ("data-file:flock,no-recheck,rename,lock-free", [[.update], [.update]]),
      ("data-file:flock,recheck,truncate-on-open,shared", [[.update], [.update]]),
      ("unlocked:rename", [[.update], [.update]]),
    ] as [(String, [[Operation.Verb]])])
  func neighbours(_ text: String, _ programs: [[Operation.Verb]]) throws {
    let scenario = Scenario(beginning: .live, programs: programs)
    let found = findings(try FileSessionStore.Strategy(text), scenario, nil)
    #expect(found.contains { $0.violation == .lostUpdate })
  }

  @Test("In place without a reader's lock is torn")
  func readersWithoutLock() throws {
    let strategy = try FileSessionStore.Strategy("lock-file:flock,kept,in-place,lock-free")
    #expect(findings(strategy, Self.live([.save], [.load]), nil).contains { $0.violation == .tornRead })
  }

  /// The last ones leave out what something else makes up for, as long as no descriptor is kept between two operations:
  /// the re-check for a tombstone and a moved record, the sweep and the next holder for what is left, the checksum at
  /// the end of a record for a torn slot that is written over.
  static let equivalent: [EngineMutation] = [
    .asksTwice, .readsTwice, .lockIsKept, .noTombstone, .noMovedRecord, .lockFileIsLeft, .noLookBeforeLockFile,
    .changeIsNotEnded, .tornSlotStays,
  ]

  @Test("Every mutant is caught, or known to change nothing")
  func all() {
    let known = Set(Self.engines.map(\.mutation)).union(Self.equivalent).union(PowerCutTests.cases.map(\.mutation))
    #expect(known == Set(EngineMutation.allCases))
  }

  @Test("What changes nothing is not caught", arguments: equivalent, ["lockFileRename", "slots"])
  func controls(_ mutation: EngineMutation, _ text: String) throws {
    let strategy = try FileSessionStore.Strategy(text)
    // A lock that is kept goes with the descriptor; one that is held stays.
    let withMemory = mutation == .lockIsKept ? [] : [Self.live([.load, .load], [.save]).keeping(.loads)]
    for scenario in withMemory + [
      Self.live([.update], [.update], kills: 1), Self.live([.update], [.delete], kills: 1),
      Self.absent([.create], [.create], kills: 1),
    ] {
      #expect(findings(strategy, scenario, mutation) == [])
    }
  }
}

extension Scenario {
  /// The same among clients of that kind.
  func among(_ clients: Clients) -> Scenario { changed { $0.clients = clients } }

  /// The same, where one of those who wait gives up.
  func givingUp() -> Scenario { changed { $0.giveUps = 1 } }

  /// The same with something kept in memory.
  func keeping(_ memory: Memory) -> Scenario { changed { $0.memory = memory } }
}
