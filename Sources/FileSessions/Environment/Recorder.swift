internal import Synchronization

/// Makes every call and keeps it with its result.
package final class Recorder: CallInterceptor {
  private let recorded = Mutex<[SystemEvent]>([])

  package init() {}

  /// What was called so far.
  package var events: [SystemEvent] { recorded.withLock { $0 } }

  package func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    let result = perform(request)
    recorded.withLock { $0.append(SystemEvent(request: request, result: result)) }
    return result
  }
}
