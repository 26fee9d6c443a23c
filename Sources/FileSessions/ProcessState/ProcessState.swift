/// What a store keeps in memory beside its files: open descriptors, sessions, and the words that it shares with other
/// processes. Made before the directory is opened, which then says what there is to share.
package final class ProcessState: @unchecked Sendable {
  // @unchecked: `attach` is called while the store is made, by the one thread that knows it then.
  let held: HeldFiles?
  let sessionCache: SharedSessionCache?
  /// The counters of this directory, if its users share any.
  private(set) var table: ChangeCounterTable?
  /// Who waits for locks, if the directory's users can tell each other.
  private(set) var waits: WaitTable?

  /// - Parameters:
  ///   - held: the files that stay open, `nil` for none.
  ///   - remembered: the sessions that are answered from memory, `nil` for none.
  package init(held: HeldFiles? = nil, sessionCache: SharedSessionCache? = nil) {
    self.held = held
    self.sessionCache = sessionCache
  }

  func attach(_ table: WaitTable) {
    precondition(waits == nil, "the memory of one store is no other's")
    waits = table
  }

  func attach(_ table: ChangeCounterTable) {
    precondition(self.table == nil, "the memory of one store is no other's")
    self.table = table
  }
}
