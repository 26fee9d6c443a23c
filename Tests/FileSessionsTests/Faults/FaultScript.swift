import FileSessions
import Glibc

/// Lets chosen calls of one operation fail, by their number, and knows what was asked and which descriptors are open.
///
/// Random numbers are its own, the same in each run: two runs that end alike leave the same bytes.
final class FaultScript: CallInterceptor, @unchecked Sendable {
  // @unchecked: the one thread that runs the operation makes every call.
  private let choose: (Int, SystemRequest) -> FaultInjector.Fault?
  private let lacksNoReplace: Bool
  private var randomNumber: UInt64 = 1000
  private(set) var requests: [SystemRequest] = []
  /// The numbers of the calls that a fault was given to.
  private(set) var met: [Int] = []
  private(set) var open: Set<CInt> = []

  /// - Parameters:
  ///   - lacksNoReplace: whether `rename` knows no `RENAME_NOREPLACE`, as on NFS.
  ///   - choose: asked with the number of each call that can fail.
  init(lacksNoReplace: Bool = false, _ choose: @escaping (Int, SystemRequest) -> FaultInjector.Fault?) {
    (self.lacksNoReplace, self.choose) = (lacksNoReplace, choose)
  }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    let number = requests.count
    requests.append(request)
    guard request.canFail, let fault = choose(number, request) else { return track(request, perform) }
    met.append(number)
    return fault.answer(request) { track($0, perform) }
  }

  private func track(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    switch request {
    case .random:
      randomNumber += 1
      return .word(randomNumber)
    case .rename(_, _, _, .noReplace) where lacksNoReplace: return .number(Int(-EINVAL))
    case .close(let descriptor), .keep(let descriptor, _): open.remove(descriptor)
    default: break
    }
    let result = perform(request)
    if request.answersDescriptor, case .number(let descriptor) = result, descriptor >= 0 {
      open.insert(CInt(descriptor))
    }
    return result
  }
}

extension FaultInjector.Fault {
  /// How a kernel comes to answer this error: by doing nothing, but for a few calls.
  static func answering(_ error: CInt, to request: SystemRequest) -> Self {
    switch request {
    // A close that fails has closed all the same.
    case .close: .lie(error)
    // Nothing is there any more.
    case .unlink where error == ENOENT: .lie(error)
    // The registry of POSIX locks, below the seam, has given it up by the time the kernel fails.
    case .unlock(_, let kind) where kind.call == .posix: .lie(error)
    default: .fail(error)
    }
  }
}
