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

  /// Encodes what is to replace a stored payload, and keeps in it what this version of the program does not know.
  ///
  /// Where no key of the old one is missing from the new one there is nothing to keep. What is kept must not change what
  /// this version reads: of a type that reads an old name for a property, and writes a new one, the old one is not unknown.
  /// - Parameter isKept: asked with the old value.
  package func encode<Value: Codable>(
    _ value: Value, over old: [UInt8], if isKept: (Value) -> Bool = { _ in true }
  ) throws -> [UInt8] {
    let new = try encode(value)
    guard new != old, !JSONKeys(of: old).paths.isSubset(of: JSONKeys(of: new).paths) else { return new }
    // What cannot be read has nothing to keep.
    guard let oldValue = try? decode(Value.self, from: old), isKept(oldValue) else { return new }
    let known = try encode(oldValue)
    guard known != old else { return new }
    let trees = try [new, old, known].map { try decode(JSONTree.self, from: $0) }
    let kept = try encode(trees[0].keeping(trees[1], known: trees[2]))
    guard let read = try? decode(Value.self, from: kept), try encode(read) == new else { return new }
    return kept
  }

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
