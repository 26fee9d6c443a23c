/// What a kernel did that was not computed.
struct Difference: Error {
  let words: String

  init(_ words: String) { self.words = words }

  init(_ what: String, computed: String, real: String) {
    words = "\(what): computed was \(computed), the real kernel says \(real)"
  }
}
