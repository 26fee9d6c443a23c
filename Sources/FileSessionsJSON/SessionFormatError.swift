/// The payload of a session is no JSON of the type that was asked for: it was stored by an older version of the
/// program, or by another program.
///
/// Nothing was changed. A property that is added later has to be optional, or decoded with a default.
public struct SessionFormatError: Error, CustomStringConvertible {
  /// The type that was asked for.
  public let type: String
  /// What the decoder says. It may quote keys and values.
  public let underlying: any Error

  package init(_ type: any Any.Type, _ underlying: any Error) {
    self.type = String(describing: type)
    self.underlying = underlying
  }

  /// The type, the property and what is wrong with it; neither values nor keys of dictionaries, which may be anybody's.
  public var description: String { "the session's payload is no JSON of \(type): \(kind)" }

  private var kind: String {
    switch underlying as? DecodingError {
    case .typeMismatch(_, let context): "another type" + Self.place(context)
    case .valueNotFound(_, let context): "no value" + Self.place(context)
    case .keyNotFound(let key, let context): "no '\(key.stringValue)'" + Self.place(context)
    case .dataCorrupted(let context): "damaged, or out of range" + Self.place(context)
    default: "it cannot be decoded"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    // The keys of a dictionary are of a type that the decoder keeps to itself; a property's is the program's.
    let properties = context.codingPath.filter { !String(describing: Swift.type(of: $0)).hasPrefix("_") }
    return properties.isEmpty ? "" : " at " + properties.map(\.stringValue).joined(separator: ".")
  }
}
