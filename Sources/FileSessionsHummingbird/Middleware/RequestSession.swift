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
/// It is loaded at the first look, and what changed is saved when the handler has returned, before the head of the response
/// is sent: a body that is streamed cannot change it any more. A handler that fails with a status of 500 or more, or with
/// an error that has no status, has its edits dropped; a logout stays one.
///
/// 1. `envelope` is what `base` held, with `edits` made to it in order; each edit can be made anew to a later value.
/// 2. Without `base` there is no session yet (or no more); the first edit makes one, with an id that no client has seen.
/// 3. `base` changes in `load`, `adopt` and `destroy` only.
public final class RequestSession<Value: Codable & Sendable>: Sendable {
  typealias Envelope = SessionEnvelope<Value>
  typealias Edit = @Sendable (inout Envelope) throws -> Void

  struct State: Sendable {
    var origin: SessionOrigin<Value>?
    var isLoaded = false
    var wasAccessed = false
    var base: SessionBase?
    var envelope: Envelope?
    var edits: [Edit] = []
    var rotates = false
    /// Sessions that are to be deleted.
    var ended: [SessionID] = []
    /// Whether `exclusively` holds the lock.
    var isLocked = false
    var cookie = CookieChange.none
  }

  let state = Mutex(State())

  public init() {}

  /// The session's value; `nil` where there is no session: the request brought none, or it is over.
  /// - Throws: what the store's `load` does.
  public var value: Value? {
    get async throws {
      try await load(.accessed)
      return state.withLock { $0.envelope?.value }
    }
  }

  /// Changes the session; makes one, from the middleware's initial value, where there is none.
  ///
  /// The closure is kept: should another request have saved meanwhile, it runs once more on what is there then. So it
  /// must decide by the value that it is given, and have no other effects. What it returned first is the result.
  @discardableResult
  public func edit<Result: Sendable>(_ change: @escaping @Sendable (inout Value) throws -> Result) async throws
    -> Result
  {
    try await edit(envelope: { try change(&$0.value) })
  }

  /// Leaves a message for the next page.
  public func flash(_ text: String, kind: String = "info") async throws {
    try await edit(envelope: { $0.flashes.append(Flash(text, kind: kind)) })
  }

  /// The messages that wait, oldest first; they are gone afterwards. One that another request leaves meanwhile is not.
  public func takeFlashes() async throws -> [Flash] {
    try await load(.accessed)
    // What has moved to a new id waits there.
    let waiting = state.withLock { $0.base?.isRotated == true ? [] : $0.envelope?.flashes ?? [] }
    guard !waiting.isEmpty else { return [] }
    try await edit(envelope: { envelope in
      for flash in waiting {
        if let index = envelope.flashes.firstIndex(of: flash) { envelope.flashes.remove(at: index) }
      }
    })
    return waiting
  }

  /// Gives the session a new id when the handler has returned: call it where somebody logs in, or gains rights. The edits
  /// of this request are seen under the new id only. Parallel requests that carry the old one still see what was, for
  /// `rotationGrace`; should they edit it, they fail with 409.
  ///
  /// The lock of an exclusive request is given up before: a request that waited for it comes first, under the old id.
  public func rotate() { state.withLock { $0.rotates = true } }

  /// Ends the session for good: no request that is under way brings it back. What is edited afterwards begins a new one.
  public func destroy() {
    state.withLock { state in
      if let id = state.base?.id {
        state.ended.append(id)
      } else if let origin = state.origin {
        state.ended += origin.presented.ids
        if case .unusable = origin.presented { state.cookie = .remove }
      }
      state.isLoaded = true
      state.base = nil
      state.envelope = nil
      state.edits = []
      state.rotates = false
    }
  }

  private func edit<Result: Sendable>(envelope change: @escaping @Sendable (inout Envelope) throws -> Result)
    async throws -> Result
  {
    try await load(.accessed)
    while true {
      // The closure runs outside the mutex: it may look at the session itself.
      let (origin, before, count) = state.withLock { ($0.origin, $0.envelope, $0.edits.count) }
      guard let origin else { throw SessionMiddlewareMissing() }
      var envelope = before ?? Envelope(origin.initialValue())
      let result = try change(&envelope)
      let changed = envelope
      let isKept = state.withLock { state in
        // Another task of this request has edited meanwhile: once more, on what there is now.
        guard state.edits.count == count else { return false }
        state.envelope = changed
        state.edits.append { _ = try change(&$0) }
        return true
      }
      if isKept { return result }
    }
  }
}

/// A handler looked at its session where no `SessionMiddleware` is in front of it.
public struct SessionMiddlewareMissing: Error, CustomStringConvertible {
  public var description: String { "there is no SessionMiddleware before this route: add it to the router" }
}
#endif
