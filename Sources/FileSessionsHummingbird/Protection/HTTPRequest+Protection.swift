#if Hummingbird
internal import HTTPTypes

extension HTTPRequest.Method {
  /// Whether a request of it changes nothing by what the method says (RFC 9110, 9.2.1). Any other, and any that is
  /// spelt otherwise, may.
  var isSafe: Bool { [.get, .head, .options, .trace].contains(self) }
}

extension HTTPField.Name {
  static let secFetchSite = spelt("Sec-Fetch-Site")
  static let formToken = spelt("X-CSRF-Token")

  private static func spelt(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a field") }
    return name
  }
}
#endif
