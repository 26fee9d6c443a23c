/// Values as bytes, between two processes of one program on one machine: numbers of as many bytes as they need,
/// and strings of bytes behind their length.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(1024) }

  /// Seven bits to a byte, the lowest first, the sign lowest of all.
  mutating func put(_ number: Int) {
    var rest = UInt(bitPattern: number) << 1 ^ UInt(bitPattern: number >> 63)
    while rest >= 128 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
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
    var (rest, shift): (UInt, UInt) = (0, 0)
    while true {
      let byte = bytes[position]
      position += 1
      rest |= UInt(byte & 127) << shift
      if byte < 128 { return Int(bitPattern: rest >> 1) ^ -Int(bitPattern: rest & 1) }
      shift += 7
    }
  }

  mutating func string() -> [UInt8] {
    let count = number()
    position += count
    return Array(bytes[position - count..<position])
  }
}
