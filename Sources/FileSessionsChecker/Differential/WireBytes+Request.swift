internal import FileSessions

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
