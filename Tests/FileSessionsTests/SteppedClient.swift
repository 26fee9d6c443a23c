import FileSessions
import Foundation

/// A client that makes one system call at a time, each when the test says so: races become schedules.
///
/// The operation runs on a thread of its own and stops before every call.
final class SteppedClient: Sendable {
  let name: String
  private let stepper = Stepper()
  private let outcome = LockedValue<String?>(nil)
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameter operation: ends in words that say how it ended.
  init(
    _ name: String, _ fixture: EngineFixture,
    _ operation: @escaping @Sendable (Engine<InterceptedSystem<Kernel, Stepper>>, Workspace) throws(PhaseExit) -> String
  ) {
    self.name = name
    let engine = fixture.engine(InterceptedSystem(fixture.kernel, stepper))
    Thread.detachNewThread { [self] in
      let text = Self.attempts { () throws(PhaseExit) in try operation(engine, Workspace()) }
      outcome.change { $0 = text }
      stepper.end()
      ended.signal()
    }
  }

  /// As a driver does: where the file was replaced meanwhile, again at once. A lock that is held is not waited for.
  private static func attempts(_ operation: () throws(PhaseExit) -> String) -> String {
    while true {
      do throws(PhaseExit) { return try operation() } catch {
        if error != .wait(.changed) { return "\(error)" }
      }
    }
  }

  /// Lets the next call happen, or only the first `limit` bytes of it, and returns it. `nil` where the operation ends
  /// without another call.
  @discardableResult
  func step(limit: Int? = nil) -> SystemEvent? { stepper.step(limit: limit) }

  /// Lets calls happen up to and including the first that fits.
  func run(through fits: (SystemRequest) -> Bool) {
    while let event = step() { if fits(event.request) { return } }
  }

  /// Lets the rest happen, and says how the operation ended.
  func finish() -> String {
    while step() != nil {}
    ended.wait()
    return outcome.value ?? ""
  }
}

/// Stops before every call.
final class Stepper: CallInterceptor {
  private let arrived = DispatchSemaphore(value: 0)
  private let permitted = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private let state = LockedValue<(limit: Int?, event: SystemEvent?, hasEnded: Bool)>((nil, nil, false))

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    // Neither of these is visible to another client.
    switch request {
    case .now, .random, .forkCount: return perform(request)
    default: break
    }
    arrived.signal()
    permitted.wait()
    var actual = request
    if let limit = state.value.limit, case .write(let descriptor, let bytes, let offset) = request {
      actual = .write(descriptor, bytes: Array(bytes.prefix(limit)), offset: offset)
    }
    let result = perform(actual)
    state.change { $0.event = SystemEvent(request: actual, result: result) }
    done.signal()
    return result
  }

  func step(limit: Int?) -> SystemEvent? {
    arrived.wait()
    guard !state.value.hasEnded else {
      // For the next call.
      arrived.signal()
      return nil
    }
    state.change { $0.limit = limit }
    permitted.signal()
    done.wait()
    return state.value.event
  }

  func end() {
    state.change { $0.hasEnded = true }
    arrived.signal()
  }
}

extension SystemEvent {
  /// The call alone, without descriptors and bytes: what a step of a schedule is called.
  var verb: String {
    switch request {
    case .open(_, _, let flags): flags.contains(.truncate) ? "open, truncating" : "open"
    case .close: "close"
    case .read: "read"
    case .write: "write"
    case .rename: "rename"
    case .unlink: "unlink"
    case .lock(_, _, let mode): "lock, \(mode)"
    case .unlock: "unlock"
    case .statusOf, .statusAt: "status"
    default: "\(request)"
    }
  }
}
