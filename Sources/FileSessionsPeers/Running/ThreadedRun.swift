#if Peers
internal import FileSessionsComparison
internal import Foundation
internal import Synchronization

/// One operation by many threads at once, each with a subject of its own.
struct ThreadedRun {
  private let subjects: [any MeasuredSubject]
  private let operation: SubjectOperation
  private let count: Int
  private let seed: UInt64

  init(_ subjects: [any MeasuredSubject], _ operation: SubjectOperation, count: Int, seed: UInt64) {
    self.subjects = subjects
    self.operation = operation
    self.count = count
    self.seed = seed
  }

  /// From the start of all to the end of the last one.
  func nanoseconds() throws -> Int64 {
    let (ready, go, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let failure = FirstFailure()
    for (number, subject) in subjects.enumerated() {
      let share = count / subjects.count
      let thread = Thread { [operation, seed] in
        ready.signal()
        go.wait()
        do { _ = try subject.run(operation, count: share, seed: seed &+ UInt64(number)) } catch { failure.note(error) }
        done.signal()
      }
      thread.stackSize = 512 * 1024
      thread.start()
    }
    for _ in subjects { ready.wait() }
    let start = Moment.now
    for _ in subjects { go.signal() }
    for _ in subjects { done.wait() }
    let end = Moment.now
    if let text = failure.text { throw SubjectFailure(text) }
    return end - start
  }
}

private final class FirstFailure: Sendable {
  private let first = Mutex<String?>(nil)

  var text: String? { first.withLock { $0 } }

  func note(_ error: any Error) { first.withLock { $0 = $0 ?? "\(error)" } }
}
#endif
