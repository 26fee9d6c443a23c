#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Payloads as JSON, with sorted keys: equal values are equal bytes (but for sets, and dictionaries whose keys are
/// neither strings nor integers), so that a store can leave alone what is there already.
package struct JSONCoding: Sendable {
  private let encoder: JSONEncoder
  private let decoder = JSONDecoder()

  package init() {
    encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
  }

  package func encode(_ value: some Encodable) throws -> [UInt8] { [UInt8](try encoder.encode(value)) }

  /// Decodes what follows the first `count` bytes.
  /// - Throws: `SessionFormatError`.
  package func decode<Value: Decodable>(
    _ type: Value.Type, from payload: [UInt8], after count: Int = 0
  ) throws -> Value {
    do { return try decoder.decode(type, from: Data(payload[min(count, payload.count)...])) } catch {
      throw SessionFormatError(type, error)
    }
  }
}
