#if Hummingbird
public import FileSessions
public import HTTPTypes
public import Hummingbird
internal import Logging
internal import Synchronization

extension RequestSession {
  /// Whom a request has bound its session to.
  struct Binding: Sendable {
    let user: String
    let device: String
    let address: String
    /// Whether the session was not in his list before.
    let isNew: Bool
    /// Whose it was before the request.
    var former: String?
  }

  /// The user that the session is bound to; `nil` where there is none.
  /// - Throws: as `value`.
  public var user: String? {
    get async throws {
      try await load(.accessed)
      return state.withLock { $0.envelope?.user }
    }
  }

  /// Binds the session to a user, who can list and end it from then on (`UserSessions`): call it where somebody logs in.
  ///
  /// ```swift
  /// try context.session.rotate(for: .login)
  /// try await context.session.bind(to: "alice", device: "Firefox on Linux", address: "192.0.2.7")
  /// ```
  ///
  /// It is in the user's list when this returns, and is taken out again where the handler fails. Was it another user's, it
  /// leaves his list when it is saved.
  /// - Parameters:
  ///   - user: what the program calls him; any text.
  ///   - device: what he is to recognise it by, in his list.
  ///   - address: where the login comes from.
  /// - Throws: `UserSessionLimitReached`; `LoginOvertaken`; `UserSessionsMissing`; as `edit`.
  public func bind(to user: String, device: String = "", address: String = "") async throws {
    try state.withLock { try $0.checkOpen() }
    try await load(.accessed)
    guard let origin = state.withLock({ $0.origin }) else { throw SessionMiddlewareMissing() }
    let fresh = try origin.begin()
    let seen = state.withLock { state in
      // A session that begins has its handle from here on.
      if state.envelope == nil {
        state.envelope = fresh
        state.revision += 1
      }
      return state
    }
    let handle = try seen.envelope?.handle ?? .random()
    let before = seen.binding.map(\.former) ?? seen.envelope?.user
    if let bound = seen.binding, bound.user != user { await unbind() }
    let binding = try await list(handle, user, device, address, seen, origin)
    state.withLock { state in
      state.binding = binding
      state.binding?.former = before
    }
    try await edit(envelope: { envelope in
      envelope.handle = envelope.handle ?? handle
      envelope.user = user
    })
  }

  private func list(
    _ handle: SessionHandle, _ user: String, _ device: String, _ address: String, _ seen: State,
    _ origin: RequestEnvironment<Value>
  ) async throws -> Binding {
    guard let users = origin.configuration.users else { throw UserSessionsMissing() }
    do {
      let isNew = try await users.bind(
        handle, to: user, seen.use(at: origin.now, origin), device: device, address: address,
        beginTime: origin.beginTime ?? origin.now)
      return Binding(user: user, device: device, address: address, isNew: isNew)
    } catch let error as SessionError { throw noted(error) }
  }

  /// How a session is used that says that it is bound to a user.
  /// - Returns: `nil` where it was ended.
  func use(
    of handle: SessionHandle?, boundTo user: String, _ origin: RequestEnvironment<Value>
  ) async throws -> UserSessionUse? {
    guard let users = origin.configuration.users else {
      origin.logger.error("a session is bound to a user, and counts as none: set SessionMiddlewareConfiguration.users")
      return nil
    }
    guard let handle else { return nil }
    do { return try await users.use(of: handle, boundTo: user) } catch { throw noted(error) }
  }

  /// Looks whether a session goes on that is about to be saved.
  ///
  /// 1. A request loads it. 2. Its user ends all his sessions. 3. The request is answered: with 409, as where it was
  ///    deleted.
  func goesOn(_ envelope: Envelope?, _ origin: RequestEnvironment<Value>) async throws -> Bool {
    guard let envelope, let user = envelope.user else { return true }
    return try await use(of: envelope.handle, boundTo: user, origin) != nil
  }

  /// A copy that a second login makes is another session, with a handle of its own. The first login's, which it was copied
  /// from, stays in the list, if that put it there.
  func bind(copy envelope: inout Envelope, _ seen: State, _ origin: RequestEnvironment<Value>) async throws {
    let handle = try SessionHandle.random()
    if let user = envelope.user {
      let binding = try await list(
        handle, user, seen.binding?.device ?? "", seen.binding?.address ?? "", seen, origin)
      await unbind()
      state.withLock { $0.binding = binding }
    }
    envelope.handle = handle
  }

  /// Takes the session out of the list again that this request has put it into.
  func unbind() async {
    let seen = state.withLock { state in
      defer { state.binding = nil }
      return state
    }
    guard let binding = seen.binding, binding.isNew, let handle = seen.envelope?.handle else { return }
    await forget(handle, of: binding.user, seen.origin)
  }

  /// Takes the session out of the list of the user whose it was, now that it is another's. What a second login copied is
  /// a session of its own: there the first one may go on.
  func leaveFormerUser() async {
    let seen = state.withLock { $0 }
    guard let binding = seen.binding, let former = binding.former, former != binding.user,
      let handle = seen.envelope?.handle
    else { return }
    await forget(handle, of: former, seen.origin)
  }

  /// A session that was logged out is not listed any more.
  func forget(_ ids: [SessionID], _ origin: RequestEnvironment<Value>) async {
    guard origin.configuration.users != nil else { return }
    for id in ids {
      guard let found = try? await find(id, origin), let user = found.envelope.user, let handle = found.envelope.handle
      else { continue }
      await forget(handle, of: user, origin)
    }
  }

  private func forget(_ handle: SessionHandle, of user: String, _ origin: RequestEnvironment<Value>?) async {
    do { try await origin?.configuration.users?.end(handle, of: user) } catch {
      origin?.logger.warning("a session that ended is listed still", metadata: ["reason": "\(error)"])
    }
  }

  /// Tells the user's record of a use, where that is due. It fails no request.
  func noteUse() async {
    let seen = state.withLock { $0 }
    guard let origin = seen.origin, let users = origin.configuration.users, let base = seen.base, !base.isRotated,
      let user = seen.envelope?.user, let handle = seen.envelope?.handle
    else { return }
    let now = origin.now
    let use = seen.use(at: now, origin)
    let isOther = seen.use?.idleTimeout != use.idleTimeout || seen.use?.absoluteDeadline != use.absoluteDeadline
    let isDue = seen.isUsed(origin.configuration.refresh) && seen.use?.isDue(at: now) == true
    guard isDue || isOther else { return }
    do { try await users.note(use, of: handle, boundTo: user) } catch {
      origin.logger.warning("a user's list was not told of a use", metadata: ["reason": "\(error)"])
    }
  }
}

extension RequestSession.State {
  /// How the session is used from now on.
  fileprivate func use(at now: Timestamp, _ origin: RequestEnvironment<Value>) -> UserSessionUse {
    let chosen = lifetime ?? (base == nil ? origin.configuration.lifetime : nil)
    return UserSessionUse(
      lastUseTime: now, idleTimeout: chosen == nil ? base?.idleTimeout : chosen?.idle,
      absoluteDeadline: chosen == nil ? base?.absoluteDeadline : chosen?.absolute.map { now.advanced(by: $0) })
  }
}

/// A session was to be bound to a user, and the middleware knows of no users.
public struct UserSessionsMissing: Error, CustomStringConvertible {
  public var description: String { "set SessionMiddlewareConfiguration.users to bind sessions to users" }
}

extension LoginOvertaken: HTTPResponseError {
  public var status: HTTPResponse.Status { .conflict }

  public func response(from request: Request, context: some RequestContext) throws -> Response {
    try HTTPError(status, message: "Log in again.").response(from: request, context: context)
  }
}

extension UserSessionLimitReached: HTTPResponseError {
  public var status: HTTPResponse.Status { .forbidden }

  public func response(from request: Request, context: some RequestContext) throws -> Response {
    try HTTPError(status, message: "Log out elsewhere first.").response(from: request, context: context)
  }
}
#endif
