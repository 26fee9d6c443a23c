/// Any JSON, for what this version of a program has no type for.
package enum JSONTree: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  /// This value, with what an older one has beside what is known of it.
  ///
  /// 1. A newer version of the program stores a property, during a deployment.
  /// 2. An older one, which does not know it, loads the session and saves another property: the new one stays.
  /// 3. What it does know, and has removed, is gone: a key of `known`.
  ///
  /// Objects are followed into; the elements of arrays are not, since nobody can say which became which.
  package func keeping(_ old: JSONTree, known: JSONTree) -> JSONTree {
    guard case .object(var result) = self, case .object(let old) = old, case .object(let known) = known else {
      return self
    }
    for (key, value) in old {
      guard let isKnown = known[key] else {
        result[key] = result[key] ?? value
        continue
      }
      if let new = result[key] { result[key] = new.keeping(value, known: isKnown) }
    }
    return .object(result)
  }
}

extension JSONTree: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .unsigned(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONTree].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
