internal import Synchronization

/// Answers every call from a recording, and makes none.
///
/// An operation that is deterministic but for its system calls asks the same again. What it asks instead, or beyond
/// the recording, is kept as the divergence; all further calls fail.
package final class Replayer: CallInterceptor {
  package struct Divergence: Hashable, Sendable {
    /// Which call of the recording.
    package let index: Int
    /// `nil` where the recording was at its end.
    package let expected: SystemRequest?
    package let actual: SystemRequest

    package init(index: Int, expected: SystemRequest?, actual: SystemRequest) {
      self.index = index
      self.expected = expected
      self.actual = actual
    }
  }

  private struct State {
    var next = 0
    var divergence: Divergence?
  }

  private let events: [SystemEvent]
  private let state = Mutex(State())

  package init(_ events: [SystemEvent]) { self.events = events }

  /// The first call that the recording does not have.
  package var divergence: Divergence? { state.withLock { $0.divergence } }

  /// Whether all of the recording was asked for, and nothing else.
  package var isComplete: Bool { state.withLock { $0.divergence == nil && $0.next == events.count } }

  package func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    state.withLock { state in
      if state.divergence == nil, state.next < events.count, events[state.next].request == request {
        state.next += 1
        return events[state.next - 1].result
      }
      if state.divergence == nil {
        let expected = state.next < events.count ? events[state.next].request : nil
        state.divergence = Divergence(index: state.next, expected: expected, actual: request)
      }
      return SystemResult(Errno.inputOutput, for: request) ?? .number(0)
    }
  }
}
