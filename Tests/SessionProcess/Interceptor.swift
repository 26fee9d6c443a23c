import FileSessions
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Watches the calls of the store to the kernel, and kills the process at one of them if it is told to.
final class Interceptor: CallInterceptor {
  private struct State {
    var saysWaiting = false
    var callsToLive: Int?
    var tearsWrites = false
  }

  private let state = Mutex(State())

  /// The next lock that the kernel refuses is worth a line.
  func expectWaiting() { state.withLock { $0.saysWaiting = true } }

  /// Lets `calls` more calls through and dies at the next, as by `kill -9`. If that is a write, half of it is done.
  func die(after calls: Int, tearingWrites: Bool) {
    state.withLock {
      $0.callsToLive = calls
      $0.tearsWrites = tearingWrites
    }
  }

  /// Whether the process was told to die and has not come to it.
  func surviving() -> Bool {
    state.withLock { state in
      defer { state.callsToLive = nil }
      return state.callsToLive != nil
    }
  }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    if request.changesTheWorld, isLast() { die(at: request, perform) }
    let result = perform(request)
    if case .lock = request, case .number(let number) = result, number < 0 { noteRefusal() }
    return result
  }

  private func isLast() -> Bool {
    state.withLock { state in
      guard let calls = state.callsToLive else { return false }
      state.callsToLive = calls - 1
      return calls == 0
    }
  }

  private func die(at request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> Never {
    if case .write(let descriptor, let bytes, let offset) = request, state.withLock({ $0.tearsWrites }) {
      _ = perform(.write(descriptor, bytes: Array(bytes.prefix(bytes.count / 2)), offset: offset))
    }
    kill(getpid(), SIGKILL)
    while true { pause() }
  }

  private func noteRefusal() {
    let says = state.withLock { state in
      defer { state.saysWaiting = false }
      return state.saysWaiting
    }
    if says { say("waiting") }
  }
}

extension SystemRequest {
  /// The calls between which a kill makes a difference to others.
  fileprivate var changesTheWorld: Bool {
    switch self {
    case .open, .close, .keep, .write, .truncate, .synchronize, .rename, .link, .unlink, .lock, .unlock, .note: true
    default: false
    }
  }
}
