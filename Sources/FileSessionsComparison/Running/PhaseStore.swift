internal import FileSessions
internal import Foundation
internal import Lab

/// The store of one phase, as the parent sees it before the workers begin and after they have ended.
///
/// There may be many sessions to make and to read, so here a cancelled comparison stops.
struct PhaseStore {
  private let store: FileSessionStore
  private let path: String

  init(_ path: String, _ assignment: WorkerAssignment) throws {
    self.path = path
    do {
      store = try FileSessionStore(directory: path, configuration: try assignment.configuration())
    } catch let error as SessionError {
      throw LabFailure.environment("no store can be made in \(path): \(error)")
    }
  }

  func create(_ payload: [UInt8], as id: SessionID) async throws {
    try Task.checkCancellation()
    do { try await store.create(payload, as: id) } catch {
      throw LabFailure.environment("no session can be made in \(path): \(error)")
    }
  }

  enum Found {
    case absent
    case damaged
    case payload([UInt8])
  }

  func read(_ id: SessionID) async throws -> Found {
    try Task.checkCancellation()
    do {
      guard let snapshot = try await store.load(id) else { return .absent }
      return .payload(snapshot.payload)
    } catch {
      guard error.code == .corrupt else {
        throw LabFailure.environment("a session cannot be read in \(path): \(error)")
      }
      return .damaged
    }
  }

  /// Sweeps once and lists what is there then.
  func sweepAndList() async throws -> [EntryName] {
    do { _ = try await store.sweep() } catch {
      throw LabFailure.environment("\(path) cannot be swept: \(error)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    return names.compactMap { EntryName(Array($0.utf8).span) }
  }
}
