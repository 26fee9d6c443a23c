/// Values as bytes, between two processes of one program on one machine: numbers of eight bytes, and strings of bytes
/// behind their length.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ number: Int) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  mutating func put(_ string: [UInt8]) {
    put(string.count)
    bytes += string
  }
}

struct WireReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number() -> Int {
    var number: UInt64 = 0
    for index in 0..<8 { number |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += 8
    return Int(truncatingIfNeeded: number)
  }

  mutating func string() -> [UInt8] {
    let count = number()
    position += count
    return Array(bytes[position - count..<position])
  }
}
