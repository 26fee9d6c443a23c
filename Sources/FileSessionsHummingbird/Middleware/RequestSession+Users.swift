#if Hummingbird
public import FileSessions
public import HTTPTypes
public import Hummingbird
internal import Logging
internal import Synchronization

extension RequestSession {
  /// Whom a request has bound its session to.
  struct Binding: Sendable {
    let handle: SessionHandle
    let user: String
    let device: String
    let address: String
    let beginTime: Timestamp
    /// What it can be withdrawn by; `nil` where the session was in the list before.
    let use: UserSessionUse?
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
  /// It is in the user's list when this returns, and is taken out again where the handler fails. A session that was
  /// another's, or nobody's, gets a new id, as by `rotate(for: .login)`, and leaves the other's list when it is saved.
  /// - Parameters:
  ///   - user: what the program calls the user; any text.
  ///   - device: what the user is to recognise it by, in the list.
  ///   - address: where the login comes from.
  ///   - beginTime: when the login began; `nil` for this request. One in two steps (a password, then a code) has to name the
  ///     first: all that ends between them would come back. A request that has ended all itself names now.
  /// - Throws: `UserSessionLimitReached`; `LoginOvertaken`; `UserSessionsMissing`; as `edit`.
  public func bind(
    to user: String, device: String = "", address: String = "", since beginTime: Timestamp? = nil
  ) async throws {
    try state.withLock { try $0.checkOpen() }
    try await load(.accessed)
    let seen = state.withLock { $0 }
    guard let origin = seen.origin else { throw SessionMiddlewareMissing() }
    guard let begin = beginTime ?? origin.beginTime else { throw UserSessionsMissing() }
    let handle = try seen.envelope?.handle ?? .random()
    if seen.binding?.user != user { await unbind() }
    let isBound = seen.base != nil && seen.stored?.user == user
    let binding = try await list(handle, user, device, address, begin, isBound: isBound, origin)
    state.withLock { state in
      (state.binding, state.isUseNew) = (binding, true)
      if let former = state.stored?.user, former != user { state.former = (former, handle) }
    }
    if !isBound, seen.base != nil { try rotate(for: .login) }
    try await edit(envelope: { envelope in
      envelope.handle = handle
      envelope.user = user
    })
  }

  private func list(
    _ handle: SessionHandle, _ user: String, _ device: String, _ address: String, _ beginTime: Timestamp,
    isBound: Bool = false, _ origin: RequestEnvironment<Value>
  ) async throws -> Binding {
    guard let users = origin.configuration.users else { throw UserSessionsMissing() }
    do {
      let use = try await users.bind(
        handle, to: user, device: device, address: address, beginTime: beginTime, isBound: isBound)
      return Binding(
        handle: handle, user: user, device: device, address: address, beginTime: beginTime, use: use)
    } catch let error as SessionError {
      throw error.code == .notFound ? refusal(.notFound, origin) : noted(error)
    }
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
  /// 1. A request loads it. 2. Its user ends all sessions. 3. The request is answered: with 409, as where it was
  ///    deleted.
  func goesOn(_ envelope: Envelope?, _ origin: RequestEnvironment<Value>) async throws -> Bool {
    guard let envelope, let user = envelope.user else { return true }
    return try await use(of: envelope.handle, boundTo: user, origin) != nil
  }

  /// A copy that a second login makes is another session, with a handle of its own. The first login's, which it was copied
  /// from, stays in the list, if that put it there.
  func bind(copy envelope: inout Envelope, _ seen: State, _ origin: RequestEnvironment<Value>) async throws {
    let handle = try SessionHandle.random()
    envelope.handle = handle
    // There the first login may go on.
    state.withLock { $0.former = nil }
    guard let user = envelope.user, let begin = seen.binding?.beginTime ?? origin.beginTime else { return }
    await unbind()
    let binding = try await list(
      handle, user, seen.binding?.device ?? "", seen.binding?.address ?? "", begin, origin)
    state.withLock { $0.binding = binding }
  }

  /// Takes the session out of the list again that this request has put it into; not where another request has done so
  /// too, or has used it, meanwhile.
  func unbind() async {
    let (binding, origin) = state.withLock { state in
      defer { state.binding = nil }
      return (state.binding, state.origin)
    }
    guard let binding, let use = binding.use else { return }
    do {
      try await origin?.configuration.users?.withdraw(binding.handle, from: binding.user, boundBy: use)
    } catch {
      origin?.logger.warning("a login that failed is listed still", metadata: ["reason": "\(error)"])
    }
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
    guard state.withLock({ $0.origin?.configuration.users != nil }) else { return }
    let seen = state.withLock { $0 }
    // A handler may have bound the session, and then ended it.
    if let binding = seen.binding, seen.envelope?.user != binding.user { await unbind() }
    if let former = seen.former, seen.envelope?.user != former.user {
      await forget(former.handle, of: former.user, seen.origin)
    }
    guard let origin = seen.origin, let users = origin.configuration.users, let base = seen.base, !base.isRotated,
      let user = seen.envelope?.user, let handle = seen.envelope?.handle
    else { return }
    let now = origin.now
    let use = UserSessionUse(
      lastUseTime: now, idleTimeout: base.idleTimeout, absoluteDeadline: base.absoluteDeadline)
    let isUsed = seen.isUsed(origin.configuration.refresh)
    // What the record was told may be less than the session has: a note may have failed.
    let isDue = isUsed && seen.use.map { $0.isDue(at: now) || $0.endTime < use.sessionEndTime } ?? true
    guard isDue || seen.isUseNew else { return }
    do { try await users.note(use, of: handle, boundTo: user, replaces: seen.isUseNew) } catch {
      origin.logger.warning("a user's list was not told of a use", metadata: ["reason": "\(error)"])
    }
  }
}

/// A session was to be bound to a user, and the middleware knows of no users.
public struct UserSessionsMissing: Error, CustomStringConvertible {
  public var description: String { "set SessionMiddlewareConfiguration.users to bind sessions to users" }
}

/// Answered with 409: log in again.
extension LoginOvertaken: HTTPResponseError {
  public var status: HTTPResponse.Status { .conflict }

  public func response(from request: Request, context: some RequestContext) throws -> Response {
    try HTTPError(status, message: "Log in again.").response(from: request, context: context)
  }
}

/// Answered with 403: log out elsewhere first.
extension UserSessionLimitReached: HTTPResponseError {
  public var status: HTTPResponse.Status { .forbidden }

  public func response(from request: Request, context: some RequestContext) throws -> Response {
    try HTTPError(status, message: "Log out elsewhere first.").response(from: request, context: context)
  }
}
#endif
