import Foundation
import Testing

@testable import FileSessions

@Suite("Threads that sleep for tasks")
struct ReleaseWatchTests {
  /// Lets a number of tasks sleep, each on a thread, until it is told to wake them.
  private final class Sleepers: Sendable {
    private let begun = LockedValue(0)
    private let bed = NSCondition()
    private let isOver = LockedValue(false)

    var count: Int { begun.value }

    func sleep() {
      begun.change { $0 += 1 }
      bed.withLock { while !isOver.value { bed.wait() } }
    }

    func wake() {
      bed.withLock {
        isOver.change { $0 = true }
        bed.broadcast()
      }
    }
  }

  @Test("Eight sleep at once; another task is sent away to look again by itself, until one of them is back")
  func limit() async {
    let (watch, sleepers) = (ReleaseWatch(), Sleepers())
    let tasks = (0..<8).map { _ in Task.detached { await watch.sleep { sleepers.sleep() } } }
    while sleepers.count < 8 { await Task.yield() }
    #expect(await !watch.sleep { Issue.record("there should be no thread for this one") })
    sleepers.wake()
    for task in tasks { #expect(await task.value) }
    // Who was sent away holds no place.
    #expect(await watch.sleep {})
  }

  @Test("A task that is cancelled goes on at once, whether it sleeps already or is about to")
  func cancelled() async {
    let (watch, sleepers) = (ReleaseWatch(), Sleepers())
    let sleeping = Task.detached { await watch.sleep { sleepers.sleep() } }
    while sleepers.count < 1 { await Task.yield() }
    sleeping.cancel()
    #expect(await sleeping.value)
    let cancelledBefore = Task.detached {
      unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
      return await watch.sleep { sleepers.sleep() }
    }
    #expect(await cancelledBefore.value)
    sleepers.wake()
  }
}
