/// Choices that are made by the fuzzer's bytes, one after another; 0 when there are none left.
struct Dice {
  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isOver: Bool { next >= bytes.count }

  mutating func byte() -> UInt8 {
    guard next < bytes.count else { return 0 }
    defer { next += 1 }
    return bytes[next]
  }

  mutating func word() -> UInt64 {
    var word: UInt64 = 0
    for place in 0..<8 { word |= UInt64(byte()) << UInt64(8 * place) }
    return word
  }

  mutating func choice<Value>(_ values: [Value]) -> Value { values[Int(byte()) % values.count] }

  mutating func bytes(atMost count: Int) -> [UInt8] {
    let end = min(bytes.count, next + count)
    defer { next = end }
    return Array(bytes[next..<end])
  }
}
