#if CommandLineTool
package import Foundation
internal import Synchronization

/// A worker, as its parent sees it. It inherits stderr; everything else goes through two pipes.
package final class WorkerProcess: Sendable {
  package let number: Int
  private let child: ChildProcess
  /// Kept open: the channel knows it by its number alone.
  private let output: FileHandle
  private let channel: Mutex<LineChannel>
  /// Reading and waiting block a thread; it must not be one of the concurrent pool's.
  private let queue: DispatchQueue

  package init(number: Int, executable: String, arguments: [String]) throws {
    self.number = number
    do {
      let (toChild, fromChild) = (try PrivatePipe(), try PrivatePipe())
      child = try ChildProcess(
        executable, arguments, input: toChild.reading.fileDescriptor, output: fromChild.writing.fileDescriptor)
      // The child's ends: as long as they were open here too, its death would not end what is read.
      try toChild.reading.close()
      try fromChild.writing.close()
      output = fromChild.reading
      channel = Mutex(LineChannel(input: fromChild.reading.fileDescriptor, output: toChild.writing))
    } catch {
      throw ComparisonFailure.environment("worker \(number) could not be started: \(error)")
    }
    queue = DispatchQueue(label: "worker \(number)")
  }

  package func send(_ line: Data) async throws {
    do { try channel.withLock { try $0.send(line) } } catch { throw await death() }
  }

  /// The next line; a dead worker has none.
  package func receive() async throws -> Data {
    guard let line = await run({ self.channel.withLock { $0.receive() } }) else { throw await death() }
    return line
  }

  /// Waits until it has ended, and says how.
  @discardableResult
  package func finish() async -> ChildProcess.End { await run { self.child.wait() } }

  package func kill() { child.kill() }

  package func killAndWait() {
    child.kill()
    _ = child.wait()
  }

  private func death() async -> ComparisonFailure {
    .environment("worker \(number) \(await finish().words) before it had answered")
  }

  private func run<Output: Sendable>(_ work: @escaping @Sendable () -> Output) async -> Output {
    await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: work()) } }
  }
}
#endif
