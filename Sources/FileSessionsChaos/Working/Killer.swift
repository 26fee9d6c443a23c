internal import CLab
internal import FileSessions
internal import Foundation
internal import Lab

/// Starts the workers of a round, kills and stops them at random, and puts another in the place of each that died.
///
/// A process of its own that has one thread and no store, and forks: what a worker costs is a fork, and not the start of
/// a program. Only it can reap them, and so say when an operation that was killed had ended at the latest.
package struct Killer {
  private struct Slot {
    var process: pid_t
    /// When a stopped one goes on; `nil` for one that runs.
    var resumes: Int64?
    /// Whether it was killed, and is still to be reaped.
    var isDying = false
  }

  /// How long a worker may take to stop when it is told to.
  private static var patience: Int64 { 25_000_000_000 }

  private let assignment: RoundAssignment
  private let log: OperationLog
  private var dice: Dice
  private var slots: [Slot] = []
  private var answer = RoundAnswer()

  /// Serves with one round after the other, as told by standard input, until that ends.
  package static func serve() throws {
    var lines = LineReader(STDIN_FILENO)
    while let line = lines.receive() {
      guard let assignment = try? JSONDecoder().decode(RoundAssignment.self, from: line) else {
        throw LabFailure.wrongUse("chaos-killer is started by chaos, which tells it what to do")
      }
      var killer = try Killer(assignment)
      let answer = killer.run()
      guard Descriptor.write(line: try JSONEncoder().encode(answer), to: STDOUT_FILENO) else { return }
    }
  }

  private init(_ assignment: RoundAssignment) throws {
    self.assignment = assignment
    log = try assignment.openLog()
    dice = Dice(seed: assignment.seed)
  }

  private mutating func run() -> RoundAnswer {
    guard makesStore() else { return answer }
    let begin = Moment.now
    let end = begin + Moment.nanoseconds(assignment.seconds)
    for worker in 0..<assignment.workers { slots.append(Slot(process: start(worker))) }
    while Moment.now < end, answer.crashes.isEmpty, !isAbandoned, !isFull { signalOne() }
    answer.nanoseconds = Moment.now - begin
    stopAll()
    return answer
  }

  /// Whether who asked for the round has ended.
  private var isAbandoned: Bool {
    var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }

  private var isFull: Bool { (0..<log.clients).contains { log.ended($0) >= log.capacity } }

  // MARK: - Processes

  /// A store that remembers loads has to be made by one process alone.
  private mutating func makesStore() -> Bool {
    let maker = fork { [assignment, log] in
      do { _ = try ChaosWorker.open(assignment, log) } catch {
        Output.error("\(error)")
        return .refused
      }
      return .stopped
    }
    let isMade = Self.reap(maker) == 0
    if !isMade { answer.refusal = "no store can be made for \(assignment.strategy)" }
    return isMade
  }

  private mutating func start(_ worker: Int) -> pid_t {
    let seed = dice.next()
    return fork { [assignment, log] in ChaosWorker.run(assignment, log, worker: worker, seed: seed) }
  }

  /// Work is done on a new thread. The one that forked goes by its parent's number in Swift's runtime, which locks by that
  /// (FUTEX_LOCK_PI, for what is made at its first use): two threads that want the same at once would try for ever.
  private func fork(_ work: @escaping @Sendable () -> ChaosWorker.Status) -> pid_t {
    let parent = getpid()
    let child = file_sessions_fork()
    guard child == 0 else {
      guard child > 0 else { _exit(ExitStatus.environment.rawValue) }
      return child
    }
    file_sessions_end_with_parent(parent)
    // Not Swift's own handler, which starts a program that looks at the crash: nobody would end that.
    for crash in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { _ = signal(crash, SIG_DFL) }
    Thread.detachNewThread { _exit(work().rawValue) }
    while true { pause() }
  }

  /// Waits for a process, and returns its status as `waitpid(2)` gives it.
  private static func reap(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  // MARK: - Signals

  private mutating func signalOne() {
    // Exponential: whenever the last one came, the next one is as likely at any moment.
    let pause = -log2(1 - dice.fraction()) * 0.69 * assignment.signals.pause
    Moment.wait(until: min(Moment.now + Int64(pause * 1000), Moment.now + 50_000_000))
    resumeDue()
    reapDead()
    let worker = dice.below(slots.count)
    guard !slots[worker].isDying else { return }
    let isStop = !assignment.signals.kills || dice.isOne(in: assignment.signals.stopShare)
    if !isStop {
      send(SIGKILL, to: worker)
      slots[worker].isDying = true
    } else if slots[worker].resumes == nil {
      send(SIGSTOP, to: worker)
      answer.stops += 1
      slots[worker].resumes = Moment.now + Int64(dice.below(15_000_000))
    }
  }

  private mutating func resumeDue() {
    let now = Moment.now
    for worker in slots.indices {
      guard let resumes = slots[worker].resumes, resumes <= now else { continue }
      send(SIGCONT, to: worker)
      slots[worker].resumes = nil
    }
  }

  /// Puts others in the place of those that have died. Nobody waits for one to die: that takes as long as the scheduler
  /// likes.
  private mutating func reapDead() {
    for worker in slots.indices where slots[worker].isDying && reapIfDead(worker) {
      slots[worker] = Slot(process: start(worker))
    }
  }

  private mutating func reapIfDead(_ worker: Int) -> Bool {
    var status: Int32 = 0
    guard unsafe waitpid(slots[worker].process, &status, WNOHANG) != 0 else { return false }
    let wasInside = close(worker)
    if slots[worker].isDying, status & 0x7f == SIGKILL {
      answer.kills += 1
      if wasInside { answer.killsInside += 1 }
    } else {
      note(status, worker)
    }
    return true
  }

  private func send(_ signal: Int32, to worker: Int) { _ = Foundation.kill(slots[worker].process, signal) }

  /// - Returns: whether it had died in the middle of an operation.
  private func close(_ worker: Int) -> Bool {
    let (now, first) = (Moment.now, worker * RoundAssignment.clientsPerWorker)
    // Each of them.
    return (first..<first + RoundAssignment.clientsPerWorker).count { log.closeAfterDeath($0, at: now) } > 0
  }

  private mutating func note(_ status: Int32, _ worker: Int) {
    let end: ChildProcess.End =
      status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: status & 0x7f)
    // It was through before the signal came: its log is full.
    if end == .exited(ChaosWorker.Status.stopped.rawValue) { return }
    answer.crashes.append("worker \(worker) \(end.words)")
  }

  /// Lets them come to the end of what they are in.
  private mutating func stopAll() {
    log.add(.stop)
    for worker in slots.indices { send(SIGCONT, to: worker) }
    let deadline = Moment.now + (isAbandoned ? 0 : Self.patience)
    var left = Set(slots.indices)
    while !left.isEmpty {
      for worker in left where reapIfDead(worker) { left.remove(worker) }
      if Moment.now > deadline || isAbandoned { return killRest(left) }
      Moment.wait(until: Moment.now + 1_000_000)
    }
  }

  private mutating func killRest(_ left: Set<Int>) {
    for worker in left {
      send(SIGKILL, to: worker)
      _ = Self.reap(slots[worker].process)
      _ = close(worker)
    }
    answer.stuck = left.count
  }
}
