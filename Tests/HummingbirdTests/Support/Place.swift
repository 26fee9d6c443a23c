#if Hummingbird
import FileSessions
import Foundation
import Synchronization
import TestSupport

/// A store directory. Every store that is made in it keeps it, by its observer; it goes with the last of them.
final class Place: Sendable {
  private let directory: TemporaryDirectory
  private let seen = Mutex<[StoreEvent.Kind]>([])

  init() throws { directory = try TemporaryDirectory() }

  var path: String { directory.path + "/sessions" }

  /// What observers were told.
  var events: [StoreEvent.Kind] { seen.withLock { $0 } }

  /// - Parameter observer: is told as well.
  func configuration(
    _ strategy: FileSessionStore.Strategy, _ clock: SessionClock,
    observer: (@Sendable (borrowing StoreEvent) -> Void)? = nil
  ) -> FileSessionStore.Configuration {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.clock = clock
    // No wait ends for being slow on a machine that has other things to do.
    configuration.lockTimeout = .seconds(600)
    configuration.observer = { event in
      self.note(event.kind)
      observer?(event)
    }
    return configuration
  }

  private func note(_ kind: StoreEvent.Kind) { seen.withLock { $0.append(kind) } }

  /// What lies in the store's directory, and beside it.
  var names: Set<String> { Self.names(in: path) }
  var surroundings: Set<String> { Self.names(in: directory.path) }

  private static func names(in path: String) -> Set<String> {
    Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
  }

  func file(of id: SessionID) -> String { path + "/" + EntryName.session(id.digest).description }

  /// Replaces the content of a session's file, in the same inode.
  func overwrite(_ id: SessionID, with bytes: [UInt8]) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file(of: id)))
    defer { try? handle.close() }
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(bytes))
  }

  /// Removes the directory's record, as a cleaner of temporary files may.
  func removeRecord() throws { try FileManager.default.removeItem(atPath: path + "/store") }

  /// Removes the store's directory with all that is in it, as a careless administrator would.
  func removeStore() throws { try FileManager.default.removeItem(atPath: path) }
}
#endif
