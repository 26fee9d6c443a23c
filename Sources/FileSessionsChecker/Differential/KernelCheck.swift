internal import CFileSessionsProcesses
internal import Foundation
internal import Synchronization

/// Compares the kernels on several file systems, as many at a time as there are processors.
package final class KernelCheck: Sendable {
  private struct State {
    var waiting: [TestGround.Kind]
    var reports: [TestGround.Kind: KernelCheckRow] = [:]
    var failure: (any Error)?
    var isStopped = false
  }

  private let command: [String]
  private let kinds: [TestGround.Kind]
  private let seeds: Range<UInt64>
  private let folder: String
  private let state: Mutex<State>

  /// - Parameters:
  ///   - command: the program and arguments that start a `KernelClient`, but for the directory.
  ///   - folder: one that does not exist yet; it is removed at the end.
  package init(_ command: [String], _ kinds: [TestGround.Kind], seeds: Range<UInt64>, in folder: String) {
    (self.command, self.kinds, self.seeds, self.folder) = (command, kinds, seeds, folder)
    state = Mutex(State(waiting: kinds))
  }

  /// Lets it come to its end early. What is mounted is unmounted.
  package func stop() { state.withLock { $0.isStopped = true } }

  /// - Parameter progress: is told how many sequences are done, of how many.
  package func run(_ progress: @escaping @Sendable (Int, Int) -> Void) throws -> [KernelCheckRow] {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DifferentialFailure.environment("\(folder) could not be made: \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let width = min(kinds.count, ProcessInfo.processInfo.activeProcessorCount)
    // Threads of their own, since each stays on its processor.
    let threads = (0..<width).map { number in JoinedThread { self.work(number, progress) } }
    for thread in threads { thread.join() }
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return kinds.compactMap { state.reports[$0] }
    }
  }

  private func work(_ number: Int, _ progress: (Int, Int) -> Void) {
    file_sessions_stay_on_processor(CInt(number))
    while let kind = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
      do {
        let row = try check(kind, progress)
        state.withLock { $0.reports[kind] = row }
      } catch {
        state.withLock { state in
          state.failure = state.failure ?? error
          state.isStopped = true
          state.waiting = []
        }
      }
    }
  }

  private func check(_ kind: TestGround.Kind, _ progress: (Int, Int) -> Void) throws -> KernelCheckRow {
    let ground: TestGround
    do {
      ground = try TestGround(kind, in: folder)
    } catch let unavailable as TestGround.Unavailable {
      return KernelCheckRow(kind, notRun: unavailable.reason)
    }
    // The clients are gone before the mount is.
    return try withExtendedLifetime(ground) {
      let differential = try Differential(command, directory: ground.path)
      return KernelCheckRow(kind, try differential.run(seeds: seeds) { proceeds(kind, $0, progress) })
    }
  }

  private func proceeds(_ kind: TestGround.Kind, _ count: Differential.Count, _ progress: (Int, Int) -> Void) -> Bool {
    if count.sequences % 250 != 0 { return !state.withLock { $0.isStopped } }
    let done = state.withLock { state in
      state.reports[kind] = KernelCheckRow(kind, count)
      return state.reports.values.reduce(0) { $0 + $1.sequences }
    }
    progress(done, seeds.count * kinds.count)
    return !state.withLock { $0.isStopped }
  }
}

/// A thread to wait for.
private final class JoinedThread: Sendable {
  private let end = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Void) {
    let thread = Thread { [end] in
      body()
      end.signal()
    }
    thread.start()
  }

  func join() { end.wait() }
}
