internal import FileSessions

/// Which of the library's configurations are measured. This is the only place that knows them.
///
/// A configuration that the library learns is a line here; `reference` and `memory` say what it is held against.
enum LibraryCatalogue {
  struct Entry {
    var subject: PeerSubject
    var configuration: FileSessionStore.Configuration
  }

  static var entries: [Entry] {
    [
      entry(reference, "slots", .slots) { $0.openFiles = .atMost(4096) },
      entry("slots-open", "slots, descriptors not held", .slots) { $0.openFiles = .none },
      entry(memoryEntry, "slots, loads from memory", .slots) {
        $0.openFiles = .atMost(4096)
        $0.readCache = .on
      },
      entry("lock-file-rename", "lockFileRename", .lockFileRename),
      entry(durableReference, "slots, durability full", .slots, isDurable: true),
      entry("lock-file-rename-full", "lockFileRename, durability full", .lockFileRename, isDurable: true),
    ]
  }

  /// The fastest one, which the others are held against.
  static let reference = "slots"
  static let durableReference = "slots-full"
  /// The one that holds descriptors, and the one that answers loads from memory, where the library can do that.
  static let heldDescriptors: String? = reference
  static let memory: String? = memoryEntry
  private static let memoryEntry = "slots-memory"

  static func configuration(_ name: String) -> FileSessionStore.Configuration? {
    entries.first { $0.subject.name == name }?.configuration
  }

  private static func entry(
    _ name: String, _ title: String, _ strategy: FileSessionStore.Strategy, isDurable: Bool = false,
    _ configure: (inout FileSessionStore.Configuration) -> Void = { _ in }
  ) -> Entry {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.durability = isDurable ? .full : .none
    configuration.lockTimeout = .seconds(60)
    configure(&configuration)
    return Entry(subject: PeerSubject(name, title, .library, isDurable: isDurable), configuration: configuration)
  }
}
