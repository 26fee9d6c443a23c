internal import Dispatch
package import Foundation
internal import Synchronization

/// A child process that is told what to do, and answers, line by line. It inherits stderr.
package final class WorkerProcess: Sendable {
  /// What messages call it, such as `worker 3`.
  package let name: String
  private let child: ChildProcess
  private let endsWithInput: Bool
  private let lines: Mutex<LineReader>
  /// Reading and waiting block a thread; it must not be one of the concurrent pool's.
  private let queue: DispatchQueue

  fileprivate init(_ name: String, _ executable: String, _ arguments: [String], endsWithInput: Bool) throws(LabFailure)
  {
    self.name = name
    self.endsWithInput = endsWithInput
    child = try ChildProcess(executable, arguments)
    lines = Mutex(LineReader(child.output))
    queue = DispatchQueue(label: name)
  }

  package func send(_ line: Data) async throws {
    if !child.write(line + [UInt8(ascii: "\n")]) { throw await death() }
  }

  /// The next line; a dead worker has none.
  package func receive() async throws -> Data {
    guard let line = await run({ self.lines.withLock { $0.receive() } }) else { throw await death() }
    return line
  }

  /// Sends a line, and returns the next one that comes back.
  package func ask(_ line: String) async throws -> Data {
    try await send(Data(line.utf8))
    return try await receive()
  }

  /// Waits until it has ended.
  package func finish() async { _ = await run { self.child.wait() } }

  fileprivate func kill() { if endsWithInput { child.closeInput() } else { child.kill() } }

  fileprivate func wait() { child.wait() }

  private func death() async -> LabFailure {
    .environment("\(name) \(await run { self.child.wait() }.words) before it had answered")
  }

  private func run<Output: Sendable>(_ work: @escaping @Sendable () -> Output) async -> Output {
    await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: work()) } }
  }
}

/// What a command has to give back before it ends: child processes, and directories.
package final class Workplace: Sendable {
  private struct State {
    var workers: [WorkerProcess] = []
    var directories: [ScratchDirectory] = []
    var last: [@Sendable () -> Void] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  init() {}

  /// Starts a child process.
  /// - Parameters:
  ///   - name: what messages call it.
  ///   - endsWithInput: whether it is ended by the end of its input, and not killed: it has something to clear up.
  /// - Throws: `environment` where it cannot be started, or where all are being ended.
  package func start(
    _ name: String, _ executable: String, _ arguments: [String], endsWithInput: Bool = false
  ) throws(LabFailure) -> WorkerProcess {
    // Under the lock, so that an interruption ends this one too.
    try state.withLock { state throws(LabFailure) in
      guard !state.isClosed else { throw .environment("interrupted") }
      let worker = try WorkerProcess(name, executable, arguments, endsWithInput: endsWithInput)
      state.workers.append(worker)
      return worker
    }
  }

  /// Ends some of them, by their process ids, and returns when they are gone: also where another thread is ending them.
  package func end(_ ended: [WorkerProcess]) {
    for worker in ended { worker.kill() }
    for worker in ended { worker.wait() }
    state.withLock { state in state.workers.removeAll { worker in ended.contains { $0 === worker } } }
  }

  /// From here on a directory goes with the workplace.
  package func scratch(_ directory: ScratchDirectory) -> ScratchDirectory {
    state.withLock { $0.directories.append(directory) }
    return directory
  }

  /// What else has to be undone where the work does not stop in time.
  package func whenAbandoned(_ undo: @escaping @Sendable () -> Void) { state.withLock { $0.last.append(undo) } }

  /// Ends all children, and starts none any more.
  func close() {
    end(
      state.withLock { state in
        state.isClosed = true
        return state.workers
      })
  }

  /// Removes the directories. Nobody is at work in them any more.
  func clear() { for directory in state.withLock({ $0.directories }) { directory.remove() } }

  func abandon() { for undo in state.withLock({ $0.last }) { undo() } }
}
