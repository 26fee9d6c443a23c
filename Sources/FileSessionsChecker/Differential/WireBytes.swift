internal import FileSessions

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

// Calls of the seam as bytes. Names are their numbers in the pool; the directory is the client's own.

extension WireWriter {
  mutating func put(_ request: SystemRequest) {
    switch request {
    case .open(let name, _, let flags): put([0, KernelPool.number(of: name), Int(flags.rawValue)])
    case .close(let descriptor): put([1, Int(descriptor)])
    case .read(let descriptor, let count, let offset): put([2, Int(descriptor), count, offset])
    case .write(let descriptor, let bytes, let offset):
      put([3, Int(descriptor), offset])
      put(bytes)
    case .truncate(let descriptor, let length): put([4, Int(descriptor), length])
    case .statusOf(let descriptor): put([5, Int(descriptor)])
    case .statusAt(let name, _): put([6, KernelPool.number(of: name)])
    case .rename(let from, let to, _, let mode):
      let modes = [RenameMode.replace, .noReplace, .exchange]
      put([7, KernelPool.number(of: from), KernelPool.number(of: to), modes.firstIndex(of: mode) ?? 0])
    case .link(let from, let to, _): put([8, KernelPool.number(of: from), KernelPool.number(of: to)])
    case .unlink(let name, _): put([9, KernelPool.number(of: name)])
    case .list: put([10])
    case .lock(let descriptor, let kind, let mode):
      put([11, Int(descriptor)] + words(kind) + [mode == .shared ? 0 : 1])
    case .unlock(let descriptor, let kind): put([12, Int(descriptor)] + words(kind))
    default: preconditionFailure("not a call that is compared: \(request)")
    }
  }

  private mutating func put(_ words: [Int]) { for word in words { put(word) } }

  private func words(_ kind: LockKind) -> [Int] {
    [Int(kind.call.rawValue), Int(kind.range.start), Int(kind.range.length)]
  }
}

extension WireReader {
  mutating func request(in directory: CInt) -> SystemRequest {
    switch number() {
    case 0: .open(name(), directory: directory, OpenFlags(rawValue: CInt(number())))
    case 1: .close(descriptor())
    case 2: .read(descriptor(), count: number(), offset: number())
    case 3: write()
    case 4: .truncate(descriptor(), length: number())
    case 5: .statusOf(descriptor())
    case 6: .statusAt(name(), directory: directory)
    case 7: .rename(name(), to: name(), directory: directory, [RenameMode.replace, .noReplace, .exchange][number()])
    case 8: .link(name(), to: name(), directory: directory)
    case 9: .unlink(name(), directory: directory)
    case 10: .list(directory: directory)
    case 11: .lock(descriptor(), kind(), number() == 0 ? .shared : .exclusive)
    default: .unlock(descriptor(), kind())
    }
  }

  private mutating func descriptor() -> CInt { CInt(number()) }

  private mutating func name() -> EntryName { KernelPool.names[number()] }

  private mutating func write() -> SystemRequest {
    let (descriptor, offset) = (descriptor(), number())
    return .write(descriptor, bytes: string(), offset: offset)
  }

  private mutating func kind() -> LockKind {
    let call = LockCall.allCases[number()]
    return LockKind(call, LockRange(start: Int64(number()), length: Int64(number())))
  }
}

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
