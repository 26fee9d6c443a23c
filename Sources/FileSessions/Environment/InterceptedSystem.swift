/// A system whose every call goes through an interceptor: one that records, replays, injects faults or lets others run.
package struct InterceptedSystem<Base: OperationEnvironment, Interceptor: CallInterceptor>: AnsweringSystem {
  package let base: Base
  package let interceptor: Interceptor

  package init(_ base: Base, _ interceptor: Interceptor) {
    self.base = base
    self.interceptor = interceptor
  }

  package func answer(_ request: SystemRequest) -> SystemResult { interceptor.intercept(request, base.perform) }

  package func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest {
    interceptor.ticket(for: domain, mode) ?? base.ticket(for: domain, mode)
  }
}
