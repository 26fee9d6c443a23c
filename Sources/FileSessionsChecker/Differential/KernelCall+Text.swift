internal import FileSessions

// How a sequence is printed.

extension SimulatedRun.Exchange {
  var text: String {
    guard let request, let result else { return "is killed" }
    return "\(request.text) → \(result.text)"
  }
}

extension SystemRequest {
  fileprivate var text: String {
    switch self {
    case .open(let name, _, let flags): "open \(KernelPool.label(of: name)) \(flags.text)"
    case .close(let descriptor): "close \(descriptor)"
    case .read(let descriptor, let count, let offset): "read \(descriptor), \(count) bytes at \(offset)"
    case .write(let descriptor, let bytes, let offset): "write \(descriptor), \(bytes.count) bytes at \(offset)"
    case .truncate(let descriptor, let length): "truncate \(descriptor) to \(length)"
    case .statusOf(let descriptor): "status of \(descriptor)"
    case .statusAt(let name, _): "status at \(KernelPool.label(of: name))"
    case .rename(let from, let to, _, let mode):
      "rename \(KernelPool.label(of: from)) to \(KernelPool.label(of: to)), \(mode)"
    case .link(let from, let to, _): "link \(KernelPool.label(of: from)) to \(KernelPool.label(of: to))"
    case .unlink(let name, _): "unlink \(KernelPool.label(of: name))"
    case .list: "list"
    case .lock(let descriptor, let kind, let mode): "lock \(descriptor), \(kind.text), \(mode)"
    case .unlock(let descriptor, let kind): "unlock \(descriptor), \(kind.text)"
    default: "\(self)"
    }
  }
}

extension SystemResult {
  var text: String {
    switch self {
    case .number(let number): Self.text(number)
    case .bytes(let bytes, let result):
      result < 0 ? Self.text(result) : "\(result) bytes \(bytes.prefix(4))\(bytes.count > 4 ? "…" : "")"
    case .status(let answer) where answer.result < 0: Self.text(Int(answer.result))
    case .status(let answer):
      "\(answer.status.kind), inode \(answer.status.inode), \(answer.status.links) links, \(answer.status.size) bytes"
    case .entries(let entries, let result):
      result < 0 ? Self.text(Int(result)) : "\(entries.map { $0.map { KernelPool.label(of: $0) } ?? "?" }.sorted())"
    default: "\(self)"
    }
  }

  private static func text(_ number: Int) -> String {
    number < 0 ? "\(number), \(Errno.text(CInt(-number)))" : "\(number)"
  }
}

extension OpenFlags {
  fileprivate var text: String {
    let names = ["read", "write", "create", "exclusiveCreate", "truncate", "sharedLock", "exclusiveLock"]
    return "\(names.indices.filter { rawValue >> CInt($0) & 1 == 1 }.map { names[$0] })"
  }
}

extension LockKind {
  fileprivate var text: String {
    call.traits.coversRanges ? "\(call.traits.word), \(range.text)" : call.traits.word
  }
}

extension LockRange {
  fileprivate var text: String { self == .wholeFile ? "whole file" : "byte \(start)" }
}
