#if Demo
internal import FileSessions
internal import FileSessionsHummingbird
internal import FileSessionsJSON
internal import HTTPTypes
internal import Hummingbird

/// A store behind `SessionMiddleware`.
struct StoreTarget: LoadTestTarget {
  let store: any SessionStore
  /// What the sessions are counted through: one that reads every file.
  let auditor: any SessionStore
  let sessions: LoadTestSessions
  let tally = LoadTestTally()
  private let coding = JSONCoding()
  private let cookie = SessionCookie.insecure("session")

  init(_ store: any SessionStore, auditor: (any SessionStore)? = nil, _ sessions: LoadTestSessions) {
    self.store = store
    self.auditor = auditor ?? store
    self.sessions = sessions
  }

  func add(to router: Router<LoadTestContext>, at path: RouterPath) {
    var configuration = SessionMiddlewareConfiguration()
    configuration.cookie = cookie
    let group = router.group(path)
      .add(middleware: InFlightMiddleware(tally: tally))
      // Outside: what it counts as acknowledged has been saved.
      .add(middleware: Acknowledgement(tally: tally))
      .add(middleware: SessionMiddleware(store, configuration: configuration) { LoadTestValue(owner: -1) })
    group.post { request, context -> HTTPResponse.Status in
      guard let value = try await context.session.value else { return answer(.absent) }
      guard value.owner == request.claimedOwner else { return answer(.mixedUp) }
      try await context.session.edit { $0.count += 1 }
      return .ok
    }
    group.post("logout") { _, context -> HTTPResponse.Status in
      try context.session.destroy()
      return .accepted
    }
  }

  func seed() async throws {
    tally.reset()
    for (owner, id) in sessions.ids.enumerated() {
      let payload = try coding.encode(SessionEnvelope(LoadTestValue(owner: owner), name: cookie.name))
      try await store.put(payload, for: id)
    }
  }

  func values() async throws -> [LoadTestValue?] {
    var values: [LoadTestValue?] = []
    for id in sessions.ids {
      let found = try await auditor.load(id)
      values.append(try found.map { try coding.decode(SessionEnvelope<LoadTestValue>.self, from: $0.payload).value })
    }
    return values
  }

  private struct Acknowledgement: RouterMiddleware {
    let tally: LoadTestTally

    @concurrent
    func handle(
      _ request: Request, context: LoadTestContext,
      next: @concurrent (Request, LoadTestContext) async throws -> Response
    ) async throws -> Response {
      let response = try await next(request, context)
      switch response.status {
      case .ok: tally.count { $0.acknowledged[request.claimedOwner, default: 0] += 1 }
      case .accepted: tally.count { $0.ended.insert(request.claimedOwner) }
      default: break
      }
      return response
    }
  }
}
#endif
