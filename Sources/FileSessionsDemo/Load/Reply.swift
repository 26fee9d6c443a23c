#if Demo
internal import Foundation
internal import Synchronization

/// A line on its way from a task to the thread that waits for it.
final class Reply: Sendable {
  private let data = Mutex(Data())

  func take(_ line: Data) { data.withLock { $0 = line } }
  var line: Data { data.withLock { $0 } }
}
#endif
