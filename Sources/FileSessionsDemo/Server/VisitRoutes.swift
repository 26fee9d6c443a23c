#if Demo
internal import FileSessionsHummingbird
internal import Hummingbird
internal import NIOCore

/// What the ticket's page did: log in, and then send many requests at once, each of which reads the session and saves
/// it.
struct VisitRoutes: Sendable {
  /// The process that answers.
  let process: Int

  struct Answer: ResponseEncodable {
    var loggedIn: Bool
    var user: String?
    var count: Int?
    var process: Int
  }

  func add(to group: RouterGroup<VisitContext>) {
    group.post("login") { _, context in try await logIn(context) }
    group.get("session") { _, context in answer(try await context.session.value) }
    group.post("logout") { _, context in
      try context.session.destroy()
      return answer(nil)
    }
    group.group("visit").add(middleware: ConcurrentEdits(.exclusive)).post { _, context in try await visit(context) }
  }

  private func logIn(_ context: VisitContext) async throws -> Answer {
    let visit = Visit(user: "visitor-" + String(UInt16.random(in: 0x1000...0xffff), radix: 16))
    try context.session.rotate(for: .login)
    try await context.session.edit { $0 = visit }
    return answer(visit)
  }

  /// Between the reading and the saving a page does its work.
  private func visit(_ context: VisitContext) async throws -> Answer {
    guard try await context.session.value?.user != nil else { return answer(nil) }
    try await Task.sleep(for: .milliseconds(2))
    return answer(
      try await context.session.decide { visit in
        visit.count += 1
        return visit
      })
  }

  private func answer(_ visit: Visit?) -> Answer {
    Answer(loggedIn: visit?.user != nil, user: visit?.user, count: visit?.count, process: process)
  }
}

/// What the demo's sessions hold.
struct Visit: Codable, Sendable {
  var user: String?
  var count = 0
}

/// Each page has a session of its own.
struct VisitContext: SessionRequestContext {
  var coreContext: CoreRequestContextStorage
  let session = RequestSession<Visit>()
  let shopper = RequestSession<Shopper>()
  /// The connection to the browser.
  let channel: any Channel
  /// The browser's, without a port.
  var address: String { channel.remoteAddress?.ipAddress ?? "" }

  init(source: Source) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}
#endif
