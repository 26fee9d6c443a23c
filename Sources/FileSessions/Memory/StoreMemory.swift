internal import Synchronization

/// What a store keeps in memory beside its files: open descriptors, sessions, and the words that it shares with other
/// processes. Made before the directory is opened, which then says what there is to share.
package final class StoreMemory: Sendable {
  let held: HeldFiles?
  let remembered: RememberedSessions?
  private let generations = AtomicLazyReference<GenerationTable>()
  private let waiting = AtomicLazyReference<WaitTable>()

  /// Without anything.
  package init() {
    held = nil
    remembered = nil
  }

  package init(_ configuration: FileSessionStore.Configuration) {
    held = HeldFiles(configuration)
    remembered = configuration.cachedLoads.byteLimit.map { RememberedSessions(byteLimit: $0) }
  }

  /// The counters of this directory, if its users share any.
  var table: GenerationTable? { generations.load() }

  /// Who waits for locks, if the directory's users can tell each other.
  var waits: WaitTable? { waiting.load() }

  func attach(_ table: WaitTable) { _ = waiting.storeIfNil(table) }

  func attach(_ table: GenerationTable) { _ = generations.storeIfNil(table) }
}
