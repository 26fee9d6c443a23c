internal import FileSessions
internal import Foundation
package import Lab

/// Plays schedules on the real kernel, each client in a process of its own, one call at a time.
///
/// Processes are used again from one schedule to the next, so that hundreds of them take seconds. Not for several
/// threads at once.
public final class Replay {
  private let executable: String
  private let arguments: [String]
  private let scratch: ScratchDirectory
  private var idle: [ClientProcess] = []
  private var automaton: (strategy: FileSessionStore.Strategy, value: Automaton)?

  /// - Parameters:
  ///   - executable: a program that calls `ClientWorker.run` when it is started with `arguments`.
  ///   - scratch: where a folder is made for each schedule, and removed.
  package init(executable: String, arguments: [String] = ["check-client"], in scratch: ScratchDirectory) {
    (self.executable, self.arguments, self.scratch) = (executable, arguments, scratch)
  }

  /// - Parameter show: is given each step as it happens.
  /// - Throws: `LabFailure` where there is no process or no directory to be had.
  public func run(_ token: Token, show: @escaping (Schedule.Line) -> Void = { _ in }) throws -> ReplayResult {
    let directory = scratch.nextStore()
    guard unsafe mkdir(directory, 0o700) == 0 else {
      throw LabFailure.environment("\(directory) cannot be made: errno \(errno)")
    }
    defer { remove(directory) }
    let play = TransitionSystem(automaton(of: token.strategy), token.scenario)
    let count = ReplayProcesses.processCount(of: token.scenario)
    let processes = try (0...count).map { _ in try process() }
    let observer = Observer(process: processes[count], strategy: token.strategy)
    var rehearsal: LockstepReplay?
    var result = ReplayResult(verdict: .nothingWrong, violations: [], remains: "")
    do throws(Difference) {
      try observer.prepare(token.scenario, in: directory)
      for process in processes.dropLast() { begin(process, token.strategy, directory) }
      let played = LockstepReplay(play, ReplayProcesses(Array(processes.dropLast()), token.scenario), show)
      rehearsal = played
      try played.run(token.moves)
      if played.isOver {
        try observer.look(at: played.world, play, in: directory)
        result.remains = Schedule.text(LinearizabilityOracle(play).look(at: played.world))
      }
      if !played.violations.isEmpty { result.verdict = .confirmed }
    } catch {
      result.verdict = .different(error.words)
    }
    result.violations = rehearsal?.violations.map { "\($0.rawValue): \($0.reason)" } ?? []
    let isClean = rehearsal?.isOver == true && result.verdict.isAsComputed
    putBack(processes, isClean: isClean)
    return result
  }

  private func automaton(of strategy: FileSessionStore.Strategy) -> Automaton {
    if let automaton, automaton.strategy == strategy { return automaton.value }
    let made = Automaton(strategy, SimulatedKernel())
    automaton = (strategy, made)
    return made
  }

  // MARK: - Processes

  private func process() throws(LabFailure) -> ClientProcess {
    if let process = idle.popLast() { return process }
    return try ClientProcess(executable, arguments)
  }

  private func begin(_ process: ClientProcess, _ strategy: FileSessionStore.Strategy, _ directory: String) {
    process.send("job", strategy.description, Wire.hexadecimal(Array(directory.utf8)))
  }

  /// Keeps those whose clients have all ended; the rest stand in the middle of an operation, with its files open.
  private func putBack(_ processes: [ClientProcess], isClean: Bool) {
    for (index, process) in processes.enumerated() where !process.isDead {
      let isObserver = index == processes.count - 1
      guard isClean || isObserver && !process.hasFailed else {
        process.kill()
        continue
      }
      if !isObserver { process.send("end") }
      idle.append(process)
    }
  }

  /// Removes a schedule's directory, and the copies of it that were looked at.
  private func remove(_ directory: String) {
    for path in [directory, "\(directory)-loaded", "\(directory)-used"] { scratch.removeStore(path) }
  }
}

extension ReplayResult.Verdict {
  var isAsComputed: Bool { if case .different = self { false } else { true } }
}

/// What came of a schedule on the real kernel.
public struct ReplayResult: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    /// Every call, answer and outcome is the one that was computed, and what is wrong with them is wrong here too.
    case confirmed
    /// Everything is as computed, and nothing is wrong with it.
    case nothingWrong
    /// The first thing that is not as computed, in words.
    case different(String)
  }

  public var verdict: Verdict
  /// What is wrong with the schedule, each with a line that says why: as computed, and where `verdict` says so, as it
  /// happened.
  public var violations: [String]
  /// What somebody finds who looks when everybody is gone.
  public var remains: String

  public var isConfirmed: Bool { verdict == .confirmed }
}
