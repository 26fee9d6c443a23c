internal import FileSessions
internal import Synchronization

/// Answers some syncs as done that it never makes.
final class LeftOutSync: CallInterceptor {
  private let fault: PlantedFault
  private let verb = Mutex("")

  init(_ fault: PlantedFault) { self.fault = fault }

  /// Says which verb is at work.
  func begin(_ name: String) { verb.withLock { $0 = name } }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    guard case .synchronize(_, let depth) = request, fault.leavesOut(depth, in: verb.withLock { $0 }) else {
      return perform(request)
    }
    return .number(0)
  }
}
