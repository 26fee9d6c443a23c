internal import CLab
internal import Foundation
package import Lab
internal import Synchronization

/// Compares the kernels on several file systems, as many at a time as there are processors.
package final class KernelCheck: Sendable {
  private struct State {
    var waiting: [TestGround.Kind]
    var reports: [TestGround.Kind: KernelCheckRow] = [:]
    var failure: (any Error)?
    var isStopped = false
    var grounds: [TestGround] = []
  }

  private let command: [String]
  private let kinds: [TestGround.Kind]
  private let seeds: Range<UInt64>
  private let scratch: ScratchDirectory
  private let state: Mutex<State>
  /// The file systems that are being made.
  private let mounts = DispatchGroup()

  /// - Parameters:
  ///   - command: the program and arguments that start a `KernelClient`, but for the directory.
  ///   - scratch: where file systems are mounted.
  package init(_ command: [String], _ kinds: [TestGround.Kind], seeds: Range<UInt64>, in scratch: ScratchDirectory) {
    (self.command, self.kinds, self.seeds, self.scratch) = (command, kinds, seeds, scratch)
    state = Mutex(State(waiting: kinds))
  }

  /// Lets it come to its end early. What is mounted is unmounted.
  package func stop() { state.withLock { $0.isStopped = true } }

  /// Unmounts what is mounted, or is about to be, under those who still work there.
  package func abandon() {
    mounts.wait()
    for ground in state.withLock({ $0.grounds }) { ground.leave() }
  }

  /// - Parameter progress: is told how many sequences are done, of how many.
  package func run(_ progress: @escaping @Sendable (Int, Int) -> Void) throws -> [KernelCheckRow] {
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
    do { ground = try mounted(kind) } catch let unavailable as TestGround.Unavailable {
      return KernelCheckRow(kind, notRun: unavailable.reason)
    }
    // The clients are gone before the mount is.
    defer { ground.leave() }
    let differential = try Differential(command, directory: ground.path)
    return KernelCheckRow(kind, try differential.run(seeds: seeds) { proceeds(kind, $0, progress) })
  }

  private func mounted(_ kind: TestGround.Kind) throws -> TestGround {
    let isStopped = state.withLock { state in
      if !state.isStopped { mounts.enter() }
      return state.isStopped
    }
    guard !isStopped else { throw CancellationError() }
    defer { mounts.leave() }
    let ground = try TestGround(kind, in: scratch.path)
    state.withLock { $0.grounds.append(ground) }
    return ground
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

/// What came out on one file system.
package struct KernelCheckRow: Encodable, Sendable {
  package var fileSystem: String
  package var sequences = 0
  package var calls = 0
  package var differences: [Differential.Finding] = []
  /// Why nothing was compared.
  package var notRun: String?

  init(_ kind: TestGround.Kind, _ count: Differential.Count) {
    fileSystem = kind.rawValue
    (sequences, calls, differences) = (count.sequences, count.calls, count.findings)
  }

  init(_ kind: TestGround.Kind, notRun: String) {
    fileSystem = kind.rawValue
    self.notRun = notRun
  }
}

/// The rows as people read them.
package struct KernelCheckTable {
  private let rows: [KernelCheckRow]

  package init(_ rows: [KernelCheckRow]) { self.rows = rows }

  package var text: String {
    var grid = TextGrid([.left("file system"), .right("sequences"), .right("calls"), .left("differences")])
    for row in rows {
      let found = row.notRun.map { "not run: \($0)" } ?? "\(row.differences.count)"
      grid.add([row.fileSystem] + (row.notRun == nil ? ["\(row.sequences)", "\(row.calls)"] : ["–", "–"]) + [found])
    }
    return grid.text + findings
  }

  private var findings: String {
    rows.flatMap { row in
      row.differences.map { finding in
        "\n\(row.fileSystem), seed \(finding.seed):\n" + finding.calls.map { "  \($0)\n" }.joined()
      }
    }.joined()
  }
}
