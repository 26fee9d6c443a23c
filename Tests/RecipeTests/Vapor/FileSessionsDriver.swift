import FileSessions
import FileSessionsJSON

/// The recipe for Vapor: `app.sessions.use { _ in FileSessionsDriver(sessions: JSONSessions(store)) }`.
///
/// Vapor updates a session at the end of every request that has one, changed or not; the store writes nothing where the
/// value is there already. It reads at the beginning of a request and updates at its end, so of parallel requests that
/// change one session the last one wins, as with every driver: what must not be lost is not for Vapor's session.
struct FileSessionsDriver: Vapor.AsyncSessionDriver {
  let sessions: JSONSessions<Vapor.SessionData>

  func createSession(_ data: Vapor.SessionData, for request: Vapor.Request) async throws -> Vapor.SessionID {
    Vapor.SessionID(string: try await sessions.create(data).id.text)
  }

  /// An id that is unknown, over or made up is no session.
  func readSession(_ sessionID: Vapor.SessionID, for request: Vapor.Request) async throws -> Vapor.SessionData? {
    guard let id = FileSessions.SessionID(sessionID.string) else { return nil }
    do { return try await sessions.load(id)?.value } catch let error as SessionError where error.code == .corrupt {
      return nil
    } catch is SessionFormatError {
      return nil
    }
  }

  /// A session that was deleted while the request ran stays deleted.
  func updateSession(
    _ sessionID: Vapor.SessionID, to data: Vapor.SessionData, for request: Vapor.Request
  ) async throws -> Vapor.SessionID {
    guard let id = FileSessions.SessionID(sessionID.string) else { return sessionID }
    do { try await sessions.save(data, for: id) } catch let error as SessionError where error.code == .notFound {}
    return sessionID
  }

  func deleteSession(_ sessionID: Vapor.SessionID, for request: Vapor.Request) async throws {
    guard let id = FileSessions.SessionID(sessionID.string) else { return }
    try await sessions.delete(id)
  }
}
