import FileSessions
import Testing

@testable import FileSessionsChecker

/// A simulated kernel that is wrong in one way changes what is found. (What a schedule cannot show, such as an unlock
/// that does nothing before a close, the comparison with the real kernel does.)
@Suite("The simulated kernel matters")
struct KernelMutantTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var mutation: KernelMutation
    var strategy: String
    var scenario: Scenario
    /// What is found of the mutant alone.
    var violation: Violation

    var testDescription: String { "\(mutation)" }
  }

  private static func live(
    _ programs: [Operation.Verb]..., clients: Scenario.Clients = .processes, kills: Int = 0
  ) -> Scenario {
    Scenario(beginning: .live, programs: programs, clients: clients, kills: kills)
  }

  static let cases: [Case] = [
    Case(
      mutation: .locksAlwaysGranted, strategy: "lockFile", scenario: live([.save], [.load]), violation: .tornRead),
    Case(
      mutation: .exclusiveIsShared, strategy: "lockFile", scenario: live([.save], [.load]), violation: .tornRead),
    Case(
      mutation: .closeKeepsLock, strategy: "lockFileRename", scenario: live([.put], kills: 1), violation: .blocked),
    Case(
      mutation: .killKeepsLocks, strategy: "lockFileRename", scenario: live([.put], kills: 1), violation: .blocked),
    Case(
      mutation: .closeKeepsPosixLock, strategy: "slots:posix", scenario: live([.put], kills: 1), violation: .blocked),
    Case(
      mutation: .renameInTwoSteps, strategy: "lockFileRename", scenario: live([.save], [.load]),
      violation: .missingSession),
    Case(
      mutation: .noReplaceReplaces, strategy: "rename",
      scenario: Scenario(beginning: .absent, programs: [[.create], [.create], [.load]]), violation: .doubleCreate),
    Case(
      mutation: .unlinkDoesNothing, strategy: "lockFileRename", scenario: live([.delete]), violation: .staleRead),
    Case(mutation: .truncateDoesNothing, strategy: "naive", scenario: live([.save]), violation: .tornRead),
    Case(
      mutation: .descriptionsSharedWithoutTurns, strategy: "lockFileRename",
      scenario: live([.update], [.update], clients: .threads), violation: .lostUpdate),
    // Threads that hold one file open share its description, and are both granted its lock.
    Case(
      mutation: .turnsAlwaysGranted, strategy: "slots",
      scenario: live([.load, .update], [.update, .update], clients: .threads).keeping(.descriptors),
      violation: .lostUpdate),
    Case(
      mutation: .changesAreNotCounted, strategy: "lockFileRename",
      scenario: live([.load, .load], [.save], [.load]).keeping(.loads), violation: .staleRead),
  ]

  private static let ranges = "byte-range:posix,rename,lock-free"

  /// B closes the file of the locks while A has locked another byte of it: by the rules of POSIX that takes A's lock
  /// away, and lets C in. The registry keeps the descriptor open instead.
  @Test("Without the registry, a thread's close lets another process in")
  func registry() throws {
    let strategy = try FileSessionStore.Strategy(Self.ranges)
    let scenario = Self.live([.update], [.updateOther], [.update], clients: .mixed)
    #expect(kinds(strategy, scenario, nil) == [])
    #expect(kinds(strategy, scenario, .closesWithoutRegistry).isSuperset(of: [.twoHolders, .lostUpdate]))
    // OFD locks belong to the descriptor that they lie on, and need no registry.
    #expect(kinds(.byteRangeRename, scenario, .closesWithoutRegistry) == [])
  }

  /// What is read in pieces is a mixture although it was written at once.
  @Test("Reads and writes that are made at once tear nothing; one of them alone does not help")
  func wholeReads() throws {
    let strategy = try FileSessionStore.Strategy("lock-file:flock,kept,in-place,lock-free")
    let scenario = Self.live([.touch], [.load])
    for mutation in [nil, KernelMutation.readsAreWhole, .writesAreWhole] {
      #expect(kinds(strategy, scenario, mutation).contains(.tornRead))
    }
    #expect(kinds(strategy, scenario, .readsAndWritesAreWhole) == [])
  }

  /// The number of an inode is no version: another value may have got it. Where numbers never come back it would be
  /// one.
  @Test("Numbers of inodes come back")
  func inodes() {
    let scenario = Self.live([.saveIfUnchanged], [.save, .save])
    #expect(kinds(.lockFileRename, scenario, nil) == [])
    #expect(kinds(.lockFileRename, scenario, nil, .inodeForVersion).contains(.lostUpdate))
    #expect(kinds(.lockFileRename, scenario, .inodesNeverReused, .inodeForVersion) == [])
  }

  #if CommandLineTool
  /// Each kernel that is wrong is seen here or in the comparison with the real one.
  @Test("No mutant is without a test")
  func all() {
    let here: Set<KernelMutation> = [
      .closesWithoutRegistry, .readsAreWhole, .writesAreWhole, .readsAndWritesAreWhole, .inodesNeverReused,
      .turnsAlwaysGranted, .descriptionsShared,
    ]
    let others = Set(KernelMutation.allCases).subtracting(here).subtracting(Self.cases.map(\.mutation))
    #expect(others.isDisjoint(with: KernelDifferenceTests.unseen), "\(others)")
  }
  #endif

  @Test("A kernel that is wrong in one way changes what is found", arguments: cases)
  func kernel(_ mutant: Case) throws {
    let strategy = try FileSessionStore.Strategy(mutant.strategy)
    #expect(!kinds(strategy, mutant.scenario, nil).contains(mutant.violation))
    let found = kinds(strategy, mutant.scenario, mutant.mutation)
    #expect(found.contains(mutant.violation), "\(found.map(\.rawValue))")
  }

  @Test("Writes that are made at once tear nothing that a kill tears")
  func wholeWrites() {
    let scenario = Self.live([.touch], kills: 1)
    #expect(kinds(.lockFile, scenario, nil).contains(.tornRead))
    #expect(!kinds(.lockFile, scenario, .writesAreWhole).contains(.tornRead))
  }

  /// Why a store asks for a local lock before it asks the kernel: two threads that share an open file description are
  /// both granted its flock.
  @Test("With turns, threads that share descriptions lose nothing", arguments: ["lockFileRename", "lockFile"])
  func turns(_ text: String) throws {
    let strategy = try FileSessionStore.Strategy(text)
    let scenario = Self.live([.update], [.update], clients: .threads)
    #expect(kinds(strategy, scenario, .descriptionsShared) == [])
    #expect(kinds(strategy, scenario, .descriptionsSharedWithoutTurns).contains(.lostUpdate))
  }

  private func kinds(
    _ strategy: FileSessionStore.Strategy, _ scenario: Scenario, _ mutation: KernelMutation?,
    _ engine: EngineMutation? = nil
  ) -> Set<Violation> {
    let automaton = Automaton(strategy, SimulatedKernel(mutation: mutation), engine, memory: scenario.memory)
    return Set(Exploration(automaton, scenario, bound: 200_000).findings.map(\.violation))
  }
}
