/// What a session holds; it prints short.
struct FuzzPayload: Equatable, CustomStringConvertible {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var description: String {
    guard bytes.count > 4 else { return "\(bytes)" }
    return "[\(bytes[0]) … \(bytes[bytes.count - 1])], \(bytes.count) bytes"
  }
}
