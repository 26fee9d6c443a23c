#if Hummingbird
/// A message for the next page that this session is shown.
public struct Flash: Codable, Hashable, Sendable {
  /// What your pages tell apart: "info", "error".
  public var kind: String
  /// What the visitor is to read. Escape it where it goes into a page.
  public var text: String

  /// A message.
  /// - Parameters:
  ///   - text: what the visitor is to read.
  ///   - kind: what your pages tell apart.
  public init(_ text: String, kind: String = "info") {
    self.text = text
    self.kind = kind
  }
}
#endif
