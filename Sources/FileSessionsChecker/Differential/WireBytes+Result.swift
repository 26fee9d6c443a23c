internal import FileSessions

// Answers as bytes: what is compared of them.

extension WireWriter {
  mutating func put(_ result: SystemResult) {
    switch result {
    case .number(let number):
      put(0)
      put(number)
    case .bytes(let bytes, let result):
      put(1)
      put(bytes)
      put(result)
    case .status(let status):
      put(2)
      put(status)
    case .entries(let entries, let result):
      put(3)
      put(entries.count)
      for entry in entries { put(entry.map { KernelPool.number(of: $0) } ?? -1) }
      put(Int(result))
    default: preconditionFailure("not an answer that is compared: \(result)")
    }
  }

  private mutating func put(_ answer: StatusResult) {
    let status = answer.status
    for number in [Int(answer.result), Int(status.kind.rawValue), Int(status.links), status.size] { put(number) }
    put(Int(bitPattern: UInt(status.inode)))
  }
}

extension WireReader {
  mutating func result() -> SystemResult {
    switch number() {
    case 0: .number(number())
    case 1: .bytes(string(), result: number())
    case 2: .status(status())
    default: entries()
    }
  }

  private mutating func status() -> StatusResult {
    let result = CInt(number())
    var status = FileStatus()
    status.kind = FileStatus.Kind(rawValue: UInt8(number())) ?? .other
    status.links = UInt64(number())
    status.size = number()
    status.inode = UInt64(UInt(bitPattern: number()))
    return StatusResult(result: result, status: status)
  }

  private mutating func entries() -> SystemResult {
    let count = number()
    let numbers = (0..<count).map { _ in number() }
    return .entries(numbers.map { $0 < 0 ? nil : KernelPool.names[$0] }, result: CInt(number()))
  }
}
