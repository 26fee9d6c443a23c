#if Hummingbird
internal import FileSessions
internal import Synchronization

/// The session of one request, as its handler sees it.
///
/// ```swift
/// router.post("cart") { request, context in
///   try await context.session.edit { $0.cart.append("book") }
/// }
/// ```
///
/// It is loaded at the first look, and what changed is saved when the handler has returned, before the head of the
/// response is sent: a body that is streamed cannot change it any more. A handler that fails with a status of 500 or
/// more, or with an error that has no status, has its edits and its rotation dropped; a logout stays, and a decision. A
/// request whose edits cannot be kept, since the session has ended or moved to another id meanwhile, is answered with
/// 409.
///
/// An `edit` is for what nobody acts on before the response. Where the handler does something by the outcome (a token is
/// redeemed, the last item sold), it is a `decide`.
///
/// 1. `envelope` is what `base` held (`stored`), with `edits` made to it in order; each edit can be made anew to a later value.
/// 2. Without `base` there is no session yet (or no more); the first edit makes one, with an id that no client has
///    seen.
/// 3. `revision` moves whenever `base`, `envelope`, `edits` or `isCommitted` do. The program's closures run outside the
///    mutex, and what they come to counts only if the revision is still the one that they saw.
public final class RequestSession<Value: Codable & Sendable>: Sendable {
  typealias Envelope = SessionEnvelope<Value>

  typealias Edit = @Sendable (inout Envelope) throws -> Void

  struct Lock: Sendable {
    let id: SessionID
    let backing: any LockedSessionBacking
  }

  struct State: Sendable {
    var origin: RequestEnvironment<Value>?
    var isLoaded = false
    var wasAccessed = false
    var base: StoredSession?
    /// What `base` holds.
    var stored: Envelope?
    var envelope: Envelope?
    var edits: [Edit] = []
    var revision = 0
    /// What a new id was asked for.
    var rotation: SessionRotation?
    var rotates: Bool { rotation != nil }
    /// Sessions that are to be deleted.
    var ended: [SessionID] = []
    /// Sessions of the same cookie name, none of which is used: they end where a new one begins.
    var rivals: [SessionID] = []
    /// Messages that are gone from the session already.
    var taken: [Flash] = []
    /// How the session is used by its user's record; `nil` where it is bound to nobody.
    var use: UserSessionUse?
    /// Whom this request has bound the session to.
    var binding: Binding?
    /// Whose the session was before this request has bound it to another user.
    var former: (user: String, handle: SessionHandle)?
    /// Whether the user's record has to hear of another lifetime, or of a session that is new to it.
    var isUseNew = false
    /// Whether what the handler has done beside its edits is to be undone.
    var isWithdrawn = false
    /// Whether the request has saved something.
    var isSaved = false
    /// How long it is to live from the next save on; `nil` leaves the lifetime it has.
    var lifetime: SessionLifetime?
    /// What `exclusively` holds the lock of.
    var locked: Lock?
    /// The lock, if it is that of the session as it is now: a handler may have ended the one and begun another.
    var held: (any LockedSessionBacking)? { base?.id == locked?.id ? locked?.backing : nil }
    /// The last of those that save while the handler runs: the next one begins when it has ended.
    var turn: Task<Void, Never>?
    /// Whether what is to be saved is fixed.
    var isCommitted = false
    var cookie = CookieChange.none
    /// What a call of this session failed with: to be told from errors that the handler got elsewhere.
    var failure: SessionError?
  }

  let state = Mutex(State())

  /// A session that a middleware has still to fill: one for each request, in its context.
  public init() {}

  /// The session's value, with the edits of this request; `nil` where there is no session: the request brought none, or
  /// it is over.
  /// - Throws: what the store's `load` does; `SessionMiddlewareMissing`.
  public var value: Value? {
    get async throws {
      try await load(.accessed)
      return state.withLock { $0.envelope?.value }
    }
  }

  /// Changes the session; makes one, from the middleware's initial value, where there is none.
  ///
  /// The closure is kept: should another request have saved meanwhile, it runs once more on what is there then. So it
  /// must change the value that it is given by what that says, and have no other effects. It has no result, since the
  /// one that is saved may be another: see `decide`.
  /// - Throws: what the closure throws (nothing is changed then), and as `value`; `SessionIsSaved`.
  public func edit(_ change: @escaping @Sendable (inout Value) throws -> Void) async throws {
    try await edit(envelope: { try change(&$0.value) })
  }

  /// Leaves a message for the next page.
  public func flash(_ text: String, kind: String = "info") async throws {
    try await edit(envelope: { $0.flashes.append(Flash(text, kind: kind)) })
  }

  /// Gives the session a new id when the handler has returned: call it where somebody logs in, or gains rights. The
  /// edits of this request are seen under the new id only. Parallel requests that carry the old one still see what was,
  /// for `rotationGrace`; should they edit it, they fail with 409.
  ///
  /// With `.login` a parallel request that logs in as well gets a session of its own: see `SessionRotation`.
  ///
  /// The lock of an exclusive request is given up before: a request that waited for it comes first, under the old id, and
  /// the edits of this one are made on what that has saved.
  ///
  /// A handler that fails with 500 or more has its rotation dropped, with its edits.
  /// - Throws: `SessionMiddlewareMissing`, `SessionIsSaved`.
  public func rotate(for reason: SessionRotation = .newRights) throws {
    try state.withLock { state in
      try state.checkOpen()
      if state.rotation != .login { state.rotation = reason }
    }
  }

  /// Ends the session for good: no request that is under way brings it back. What is edited afterwards begins a new
  /// one. It stays ended, also where the handler fails afterwards, or the client goes away. Where another request holds
  /// the session for longer than a store's delete waits, the answer is 503, and the session ends when it is let go, if that
  /// is within ten minutes and before this process ends.
  /// - Throws: `SessionMiddlewareMissing`, `SessionIsSaved`.
  public func destroy() throws {
    try state.withLock { state in
      try state.checkOpen()
      if let presented = state.origin?.presented {
        // All of them: a logout that leaves one of several alive is none. The new id as well, where it has one already.
        state.ended = presented.ids + [state.base?.id].compactMap { $0 }.filter { !presented.ids.contains($0) }
        if case .unusable = presented { state.cookie = .remove }
      }
      state.rivals = []
      state.isLoaded = true
      (state.base, state.stored, state.envelope) = (nil, nil, nil)
      state.edits = []
      state.revision += 1
      state.rotation = nil
      state.lifetime = nil
    }
  }

  /// - Parameter change: made now, and kept to be made anew.
  func edit(envelope change: @escaping Edit) async throws {
    try state.withLock { try $0.checkOpen() }
    try await load(.accessed)
    for _ in 0..<Self.attemptLimit {
      let seen = state.withLock { $0 }
      guard let origin = seen.origin else { throw SessionMiddlewareMissing() }
      guard !seen.isCommitted else { throw SessionIsSaved() }
      var envelope = try seen.envelope ?? origin.begin()
      try change(&envelope)
      let changed = envelope
      let isKept = state.withLock { state in
        // Another task of this request, or the closure itself, has done something meanwhile: once more, on what there
        // is.
        guard state.revision == seen.revision else { return false }
        state.revision += 1
        state.envelope = changed
        state.edits.append(change)
        return true
      }
      if isKept { return }
    }
    throw SessionEditUnsettled()
  }

  /// Far more than tasks of one request edit at once; a closure that ends the session itself would run for ever.
  private static var attemptLimit: Int { 1000 }
}

extension RequestSession.State {
  /// What cannot be done, or comes too late, must not look as if it had been done.
  func checkOpen() throws {
    guard origin != nil else { throw SessionMiddlewareMissing() }
    guard !isCommitted else { throw SessionIsSaved() }
  }
}

/// What a session gets a new id for.
public enum SessionRotation: Hashable, Sendable {
  /// Somebody gains rights, or the id has been in use for long. Where another request has moved the session a moment ago,
  /// one that edits it under the old id is answered with 409.
  case newRights
  /// Somebody logs in, and this request has checked who it is. Where another request has moved the session a moment ago
  /// (a second click on "Log in", or a try after an answer that was lost), this one gets a session of its own, under a
  /// new id, made from what the old id still answers; it ends no later than that would have. So nobody learns by it what
  /// the old id could not read, and the first login stays what it is.
  case login
}

/// The closure of an edit changed the session by another way than its argument, each time that it ran.
public struct SessionEditUnsettled: Error, CustomStringConvertible {
  public var description: String { "the closure of an edit must not end or edit the session itself" }
}

/// A change came when what the handler did was saved already or about to be, from a streamed body or from a task that
/// the handler did not wait for.
public struct SessionIsSaved: Error, CustomStringConvertible {
  public var description: String { "the session was saved when the handler returned: change it before" }
}

/// A handler looked at its session where no `SessionMiddleware` is in front of it.
public struct SessionMiddlewareMissing: Error, CustomStringConvertible {
  public var description: String { "there is no SessionMiddleware before this route: add it to the router" }
}
#endif
