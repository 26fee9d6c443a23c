#if Demo
internal import FileSessionsHummingbird
internal import Hummingbird

struct LoadContext: SessionRequestContext {
  var coreContext: CoreRequestContextStorage
  let session = RequestSession<LoadValue>()

  init(source: Source) { coreContext = .init(source: source) }
}
#endif
