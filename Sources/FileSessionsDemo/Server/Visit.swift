#if Demo
internal import FileSessionsHummingbird
internal import Hummingbird

/// What the demo's sessions hold.
struct Visit: Codable, Sendable {
  var user: String?
  var count = 0
}

struct VisitContext: SessionRequestContext {
  var coreContext: CoreRequestContextStorage
  let session = RequestSession<Visit>()

  init(source: Source) { coreContext = .init(source: source) }
}
#endif
