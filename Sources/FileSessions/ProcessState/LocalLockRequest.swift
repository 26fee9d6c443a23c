/// A place in the queue of a lock domain.
package struct LocalLockRequest: Hashable, Sendable {
  package let domain: LockDomain
  package let mode: LockMode
  /// Different for every ticket of one process.
  package let number: UInt64

  package init(domain: LockDomain, mode: LockMode, number: UInt64) {
    self.domain = domain
    self.mode = mode
    self.number = number
  }
}
