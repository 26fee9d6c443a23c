#if Hummingbird
/// A `Set-Cookie` field, taken apart. Its attributes come in no particular order.
struct SetCookie: Equatable, Sendable {
  let name: String
  let value: String
  /// Empty for an attribute without a value.
  let attributes: [String: String]

  init?(_ field: String) {
    let parts = field.split(separator: ";").map { part in part.drop { $0 == " " } }
    guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { return nil }
    name = String(pair[..<equals])
    value = String(pair[pair.index(after: equals)...])
    var attributes: [String: String] = [:]
    for part in parts.dropFirst() {
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      // Said twice is not said clearly.
      guard let key = words.first, attributes[key] == nil else { return nil }
      attributes[key] = words.count > 1 ? words[1] : ""
    }
    self.attributes = attributes
  }

  var maxAge: Int? { attributes["Max-Age"].flatMap { Int($0) } }

  /// Whether it has the browser forget the cookie.
  var isRemoval: Bool { value.isEmpty && maxAge == 0 }
}
#endif
