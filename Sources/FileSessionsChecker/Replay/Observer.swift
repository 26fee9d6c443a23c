internal import FileSessions
internal import Foundation
internal import Synchronization

/// Makes what a schedule begins from, and looks at what is left of it, on disk.
struct Observer {
  let process: ClientProcess
  let strategy: FileSessionStore.Strategy

  func prepare(_ scenario: Scenario, in directory: String) throws(Difference) {
    for create in scenario.preparations {
      let outcome = try observe(create.verb, place: create.place, create.secondsEarlier, in: directory)
      guard outcome.exact == "\(Outcome.stored)" else {
        throw Difference("the scenario cannot begin: \(outcome.words)")
      }
    }
  }

  /// Compares what a load, a use and a sweep find with what is computed, each on files of its own.
  func look(at world: KernelState, _ play: TransitionSystem, in directory: String) throws(Difference) {
    let loaded = try copy(directory, "loaded")
    let last = try compare(.load, place: 0, world, play, in: loaded).outcome
    if play.scenario.rotates { _ = try compare(.loadNew, place: 0, world, play, in: loaded) }
    if play.scenario.hasOther { _ = try compare(.loadOther, place: 0, world, play, in: loaded) }
    let verb: Operation.Verb = if case .loaded = last { .update } else { .put }
    let used = try copy(directory, "used")
    _ = try compare(verb, place: 1, world, play, in: used)
    let swept = try compare(.sweep, place: 0, world, play, in: directory).world
    try compareNames(swept, play, in: directory)
  }

  private func compare(
    _ verb: Operation.Verb, place: Int, _ world: KernelState, _ play: TransitionSystem, in directory: String
  ) throws(Difference) -> (outcome: Outcome?, world: KernelState) {
    var after = world
    let computed = play.run(Operation(verb: verb, client: Scenario.observer, place: place), &after)
    let real = try observe(verb, place: place, 0, in: directory)
    guard real.exact == computed.map({ "\($0)" }) ?? "blocked" else {
      throw Difference(
        "a \(verb.rawValue) at the end", computed: computed.map(Describe.text) ?? "has to wait", real: real.words)
    }
    return (computed, after)
  }

  private func compareNames(_ world: KernelState, _ play: TransitionSystem, in directory: String) throws(Difference) {
    var computed: [String] = []
    for index in world.entries.indices where world.entries[index] != 0 {
      computed.append("\(play.automaton.kernel.names[Int(world.entries[index] >> 8)])")
    }
    let real = names(in: directory).sorted()
    guard real == computed.sorted() else {
      throw Difference(
        "what a sweep leaves", computed: computed.sorted().joined(separator: ", "), real: real.joined(separator: ", "))
    }
  }

  private func observe(
    _ verb: Operation.Verb, place: Int, _ seconds: Int, in directory: String
  ) throws(Difference) -> (exact: String, words: String) {
    process.send("job", strategy.description, Wire.hexadecimal(Array(directory.utf8)))
    process.send("observe", verb.rawValue, "\(place)", "\(seconds)")
    process.send("end")
    let report = try process.next(of: Scenario.observer)
    return (report.field(0), report.field(1))
  }

  private func names(in directory: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  }

  /// The same names on the same number of files beside it: two names of one file are two names of one copy.
  private func copy(_ directory: String, _ suffix: String) throws(Difference) -> String {
    let target = "\(directory)-\(suffix)"
    do {
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
      var copies: [UInt64: String] = [:]
      for name in names(in: directory) {
        let path = "\(directory)/\(name)"
        var found = stat()
        guard unsafe lstat(path, &found) == 0 else { continue }
        if let first = copies[UInt64(found.st_ino)] {
          try FileManager.default.linkItem(atPath: first, toPath: "\(target)/\(name)")
        } else {
          try FileManager.default.copyItem(atPath: path, toPath: "\(target)/\(name)")
          copies[UInt64(found.st_ino)] = "\(target)/\(name)"
        }
      }
    } catch { throw Difference("what is left cannot be copied: \(error)") }
    return target
  }
}

/// Lets an operation run through, alone, and gives it up where it would have to wait.
final class ObserverStepper: OperationStepper {
  private let own: Mutex<DeterministicAnswers>
  private let waits = Mutex(false)

  init(_ operation: Operation) { own = Mutex(DeterministicAnswers(operation)) }

  /// Whether it met a lock that somebody holds.
  var hadToWait: Bool { waits.withLock { $0 } }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    own.withLock { $0.answer(request) } ?? perform(request).inOrder
  }

  func pause(_ reason: WaitReason) -> WaitAnswer? {
    guard reason == .lockHeld else { return .goesOn }
    waits.withLock { $0 = true }
    return nil
  }

  func awaitLocalLock() -> WaitAnswer? { .goesOn }

  func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest? {
    own.withLock { $0.ticket(for: domain, mode) }
  }
  func noteInside(_ isInside: Bool) {}
}
