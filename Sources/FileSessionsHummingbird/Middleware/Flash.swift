#if Hummingbird
/// A message for the next page that this session is shown.
public struct Flash: Codable, Hashable, Sendable {
  /// What your pages tell apart: "info", "error".
  public var kind: String
  public var text: String

  public init(_ text: String, kind: String = "info") {
    self.text = text
    self.kind = kind
  }
}
#endif
