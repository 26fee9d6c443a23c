#if Peers
internal import FileSessionsComparison
internal import Foundation

enum Stopwatch {
  /// How long before its time a thread stops sleeping: it wakes up late, and never early.
  private static var margin: Int64 { 150_000 }

  static func time(_ work: () throws -> Void) rethrows -> Int64 {
    let start = Moment.now
    try work()
    return Moment.now - start
  }

  static func wait(until moment: Int64) {
    let left = moment - Moment.now - margin
    if left > 0 { Thread.sleep(forTimeInterval: Double(left) / 1e9) }
    while Moment.now < moment {}
  }
}
#endif
