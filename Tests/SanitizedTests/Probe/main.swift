import FileSessions
import Foundation
import Synchronization

// What a sanitizer has to find, and what it must not: `sound` is as the library does it, the others are planted faults.

/// A number that threads share.
final class Shared: @unchecked Sendable {
  // @unchecked: `withoutLock` is the planted race.
  private let lock = Mutex(())
  private var number = 0

  func withLock() { lock.withLock { _ in number += 1 } }
  func withoutLock() { number += 1 }
}

/// Threads of their own: Dispatch might run one piece of work after the other on the same one.
func onThreads(_ body: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  for _ in 0..<4 {
    Thread.detachNewThread {
      for _ in 0..<10_000 { body() }
      done.signal()
    }
  }
  for _ in 0..<4 { done.wait() }
}

let shared = Shared()
switch CommandLine.arguments.last {
case "sound": onThreads { shared.withLock() }
case "race": onThreads { shared.withoutLock() }
case "use-after-free":
  let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
  unsafe bytes.initialize(repeating: 1, count: 16)
  unsafe bytes.deallocate()
  unsafe print(bytes[3])
default: exit(2)
}
