/// The payload of a session is no JSON of the type that was asked for: it was stored by an older version of the
/// program, or by another program.
///
/// Nothing was changed. A property that is added later has to be optional, or decoded with a default.
public struct SessionFormatError: Error, CustomStringConvertible {
  /// The type that was asked for.
  public let type: String
  /// What the decoder says; it names properties, never their values.
  public let underlying: any Error

  package init(_ type: any Any.Type, _ underlying: any Error) {
    self.type = String(describing: type)
    self.underlying = underlying
  }

  public var description: String {
    guard let underlying = underlying as? DecodingError else { return "the session's payload is no JSON of \(type)" }
    return "the session's payload is no JSON of \(type): \(Self.place(of: underlying))"
  }

  /// Where and why, without what stands there.
  private static func place(of error: DecodingError) -> String {
    let (what, context) =
      switch error {
      case .typeMismatch(_, let context): ("another type", context)
      case .valueNotFound(_, let context): ("no value", context)
      case .keyNotFound(let key, let context): ("no \(key.stringValue)", context)
      case .dataCorrupted(let context): ("damaged data", context)
      @unknown default: ("unreadable", DecodingError.Context(codingPath: [], debugDescription: ""))
      }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? what : "\(what) at \(path)"
  }
}
