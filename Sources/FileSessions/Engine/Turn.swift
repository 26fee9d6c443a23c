/// Proof that this caller is at the head of the in-process queue of a lock domain. Only a driver makes one,
/// after `SystemCalls.enterTurn` granted it.
package struct Turn: ~Copyable, Sendable {
  package let ticket: TurnTicket
  package init(granted ticket: TurnTicket) { self.ticket = ticket }
}
