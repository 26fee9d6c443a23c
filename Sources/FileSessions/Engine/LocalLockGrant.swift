/// Proof that this caller is at the head of the in-process queue of a lock domain. `VerbContext.grant` makes one,
/// after `OperationEnvironment.requestLocalLock` granted it.
package struct LocalLockGrant: ~Copyable, Sendable {
  package let ticket: LocalLockRequest
  package init(granted ticket: LocalLockRequest) { self.ticket = ticket }
}
