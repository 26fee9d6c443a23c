/// The locks that the current task holds while a closure of the user runs.
///
/// Looked at only where a call would have to wait: waiting for oneself never ends, so it fails at once instead. Child
/// tasks inherit it, rightly: their parent waits for them.
enum HeldDomains {
  struct Entry: Hashable, Sendable {
    /// The store that holds it, by its address.
    let store: ObjectIdentifier
    let domain: LockDomain
  }

  @TaskLocal static var current: [Entry] = []

  static func contain(_ entry: Entry) -> Bool { current.contains(entry) }

  /// Runs a closure with one more entry.
  static func with<Result>(_ entry: Entry, _ body: () throws -> Result) rethrows -> Result {
    try $current.withValue(current + [entry], operation: body)
  }
}
