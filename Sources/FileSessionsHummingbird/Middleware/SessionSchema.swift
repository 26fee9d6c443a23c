#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON

/// Which form a session's value has, and what becomes of those that an older version of the program stored.
///
/// ```swift
/// // 2: `name` has become `user`.
/// let schema = SessionSchema<Visit>(2) { json, _ in
///   let old = try JSONDecoder().decode(OldVisit.self, from: Data(json))
///   return Visit(user: old.name)
/// }
/// router.add(middleware: SessionMiddleware(store, schema: schema) { Visit() })
/// ```
///
/// A number is needed where the old form cannot be read any more. A property that is added needs none: those that a
/// version does not know are kept. While two versions run, the newer one reads what the older one stores; the older one
/// answers requests of a session that the newer one has saved with 503, rather than lose it.
public struct SessionSchema<Value: Codable & Sendable>: Sendable {
  /// More than that of every version before. What was stored without any is 0.
  public let number: Int
  private let upgrade: @Sendable (_ json: [UInt8], _ number: Int) throws -> Value

  /// A form, and what to make of older ones.
  /// - Parameters:
  ///   - number: more than that of every version before; at least 1.
  ///   - upgrade: makes a value of an older one, from its JSON and number. What it throws makes the session count as
  ///     none, as one that cannot be read.
  public init(_ number: Int, upgrade: @escaping @Sendable (_ json: [UInt8], _ number: Int) throws -> Value) {
    precondition(number > 0, "what is stored without a schema is 0")
    self.init(unchecked: number, upgrade: upgrade)
  }

  /// Where the program has given no number to any form yet.
  static var unnumbered: SessionSchema {
    SessionSchema(unchecked: 0) { _, _ in throw SessionError(.invalidAnswer, "there is no form before the first") }
  }

  private init(unchecked number: Int, upgrade: @escaping @Sendable ([UInt8], Int) throws -> Value) {
    self.number = number
    self.upgrade = upgrade
  }

  /// - Throws: `SessionFormatError`; `incompatibleStore` for a newer one.
  func decode(_ payload: [UInt8], _ coding: JSONCoding) throws -> SessionEnvelope<Value> {
    let decoded = Result { try coding.decode(SessionEnvelope<Value>.self, from: payload) }
    if case .success(let envelope) = decoded, envelope.schema ?? 0 == number { return envelope }
    guard let old = try? coding.decode(SessionEnvelope<JSONTree>.self, from: payload), old.schema ?? 0 != number
    else { return try decoded.get() }
    guard old.schema ?? 0 < number else {
      throw SessionError(
        .incompatibleStore, "a newer version of the program has saved this session; let no older one run beside it")
    }
    let value: Value
    do { value = try upgrade(coding.encode(old.value), old.schema ?? 0) } catch {
      throw SessionFormatError(Value.self, error)
    }
    var envelope = SessionEnvelope(old, value: value)
    envelope.schema = number
    return envelope
  }
}
#endif
