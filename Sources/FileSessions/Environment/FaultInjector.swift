/// Lets chosen calls fail, or do less than they were asked to.
package struct FaultInjector: CallInterceptor {
  package enum Fault: Hashable, Sendable {
    /// The call is not made; it answers this errno.
    case fail(CInt)
    /// A write or read does only so many bytes.
    case short(Int)
    /// The call is made, and answers this errno all the same, as a rename on NFS may. Of an open the file is left.
    case lie(CInt)

    /// What a call answers with this fault.
    package func answer(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
      switch self {
      case .fail(let error): return SystemResult(error, for: request) ?? perform(request)
      case .lie(let error):
        let result = perform(request)
        if case .open = request, case .number(let descriptor) = result, descriptor >= 0 {
          _ = perform(.close(CInt(descriptor)))
        }
        return SystemResult(error, for: request) ?? result
      case .short(let count): return perform(request.limited(to: count))
      }
    }
  }

  private let choose: @Sendable (SystemRequest) -> Fault?

  /// - Parameter choose: asked for each call, in the order in which they are made.
  package init(_ choose: @escaping @Sendable (SystemRequest) -> Fault?) { self.choose = choose }

  package func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    choose(request)?.answer(request, perform) ?? perform(request)
  }
}

extension SystemRequest {
  fileprivate func limited(to limit: Int) -> SystemRequest {
    switch self {
    case .read(let descriptor, let count, let offset): .read(descriptor, count: min(count, limit), offset: offset)
    case .write(let descriptor, let bytes, let offset):
      .write(descriptor, bytes: Array(bytes.prefix(limit)), offset: offset)
    default: self
    }
  }
}
