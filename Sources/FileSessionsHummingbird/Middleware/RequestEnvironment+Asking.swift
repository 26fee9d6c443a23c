#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Logging

/// The store's calls, with what it answers looked at and what it throws told from what the program throws.
extension RequestEnvironment {
  func load(_ id: SessionID) async throws -> SessionSnapshot? {
    do { return try await store.load(id) } catch { throw Self.failure(error) }
  }

  /// - Parameter lifetime: `nil` for what is configured.
  func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    let created: SessionSnapshot
    do { created = try await store.create(payload, lifetime: lifetime ?? configuration.lifetime) } catch {
      throw Self.failure(error)
    }
    guard !created.isOver(at: now) else {
      throw SessionError(.invalidAnswer, "the store made a session that is over: compare its clock, and the lifetime")
    }
    return created
  }

  func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion, lifetime: SessionLifetime?
  ) async throws {
    do { _ = try await store.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime) } catch {
      throw Self.failure(error)
    }
  }

  /// What the closure throws is passed on as it is.
  func update<Result>(_ id: SessionID, _ body: (inout SessionDraft) throws -> Result) async throws -> Result {
    var thrown: (any Error)?
    do {
      return try await store.update(id) { draft in
        thrown = nil
        do { return try body(&draft) } catch {
          thrown = error
          throw error
        }
      }
    } catch { throw thrown ?? Self.failure(error) }
  }

  func rotate(_ id: SessionID) async throws -> SessionID {
    do { return try await store.rotate(id, grace: configuration.rotationGrace) } catch { throw Self.failure(error) }
  }

  /// Ends a session. A logout must not be lost:
  ///
  /// 1. The client goes away, and the request's task is cancelled. The delete runs in one that is nobody's to cancel.
  /// 2. Another request holds the session for longer than a delete waits. This one is answered with 503, but the
  ///    session is not left alive: it is deleted when it is let go.
  func delete(_ id: SessionID) async throws {
    let store = store
    do { try await Task { try await store.delete(id) }.value } catch {
      if Self.isBusy(error) { deleteLater(id) }
      throw Self.failure(error)
    }
  }

  private func deleteLater(_ id: SessionID) {
    guard pendingDeletes.begin(id) else { return }
    let (store, logger, pendingDeletes) = (store, logger, pendingDeletes)
    Task {
      defer { pendingDeletes.end(id) }
      var pause = Duration.milliseconds(10)
      let end = ContinuousClock.now + .seconds(600)
      while true {
        do { return try await store.delete(id) } catch let error where Self.isBusy(error) && .now < end {
          try await Task.sleep(for: pause)
          pause = min(pause * 2, .seconds(1))
        } catch {
          logger.error("session was not ended", metadata: ["reason": "\(error)"])
          return
        }
      }
    }
  }

  private static func isBusy(_ error: any Error) -> Bool { (error as? SessionError)?.code == .timedOut }

  /// A session that is over is none.
  /// - Throws: `invalidAnswer` for another one than was asked for.
  func checked(_ snapshot: SessionSnapshot?, for id: SessionID) throws(SessionError) -> SessionSnapshot? {
    guard let snapshot else { return nil }
    let checked = try snapshot.checked(for: id, at: now)
    if checked == nil { logger.warning("the store answered a session that is over: it counts as none") }
    return checked
  }

  /// An error of the store, in the form that the middleware tells from the program's.
  static func failure(_ error: any Error) -> any Error { error is SessionError ? error : SessionStoreFailure(error) }
}
#endif
