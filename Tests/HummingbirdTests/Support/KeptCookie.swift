#if Hummingbird
import Synchronization

/// Browsers' cookies, to be taken to another site.
final class KeptCookie: Sendable {
  private let values = Mutex<(first: String?, second: String?)>((nil, nil))

  var value: String? { values.withLock { $0.first } }
  var second: String? { values.withLock { $0.second } }

  func keep(_ cookie: String?) { values.withLock { $0.first = cookie } }
  func keepSecond(_ cookie: String?) { values.withLock { $0.second = cookie } }
}
#endif
