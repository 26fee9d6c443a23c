#if Demo
/// A session of the load: whose it is, how many requests have changed it, and something to carry, as real ones have: about
/// 512 bytes in all.
struct LoadValue: Codable, Sendable {
  var owner: Int
  var count = 0
  var padding = String(repeating: "0123456789abcdef", count: 28)

  init(owner: Int) { self.owner = owner }
}
#endif
