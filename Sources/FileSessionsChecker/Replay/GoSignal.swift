internal import Dispatch

/// The controller's word that a client may make its next step.
final class GoSignal: Sendable {
  private let permitted = DispatchSemaphore(value: 0)

  func give() { permitted.signal() }
  func wait() { permitted.wait() }
}
