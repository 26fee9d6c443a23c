internal import FileSessions

/// One call of a sequence that both kernels are asked.
///
/// A descriptor is named by the call that opened it (`handle`), not by its number: the sequence stays meaningful where
/// the two kernels number differently, and where calls are taken out of it.
struct KernelCall: Hashable, Sendable {
  enum Action: Hashable, Sendable {
    case request(SystemRequest)
    /// The process is killed, and another takes its place.
    case death
  }

  /// Its place in the sequence as it was generated.
  var number: Int
  var client: Int
  var action: Action

  static func handle(openedBy number: Int) -> CInt { CInt(1000 + number) }

  /// A descriptor that nobody has.
  static let noDescriptor: CInt = -1
}

/// A sequence of calls, and who makes them.
struct KernelProgram: Sendable {
  var seed: UInt64
  /// Processes that make the calls. The next number belongs to the one that looks at what they leave.
  var clients: Int
  var calls: [KernelCall]

  static let clientLimit = 3
}

extension SystemRequest {
  /// The descriptor that a call is made on.
  var descriptor: CInt? {
    switch self {
    case .close(let descriptor), .read(let descriptor, _, _), .write(let descriptor, _, _),
      .truncate(let descriptor, _), .synchronize(let descriptor, _), .statusOf(let descriptor),
      .lock(let descriptor, _, _), .unlock(let descriptor, _), .holder(let descriptor, _):
      descriptor
    default: nil
    }
  }

  /// The same call on another descriptor.
  func on(_ other: CInt) -> SystemRequest {
    switch self {
    case .close: .close(other)
    case .read(_, let count, let offset): .read(other, count: count, offset: offset)
    case .write(_, let bytes, let offset): .write(other, bytes: bytes, offset: offset)
    case .truncate(_, let length): .truncate(other, length: length)
    case .synchronize(_, let depth): .synchronize(other, depth)
    case .statusOf: .statusOf(other)
    case .lock(_, let kind, let mode): .lock(other, kind, mode)
    case .unlock(_, let kind): .unlock(other, kind)
    case .holder(_, let kind): .holder(other, kind)
    default: self
    }
  }
}

/// The names and ranges that sequences are made of: few, so that calls meet.
enum KernelPool {
  private static let digest = SessionDigest(0x0123_4567_89ab_cdef, 2, 3, 4)

  static let names: [EntryName] = [
    .session(digest), .lock(digest), .temporary(digest), .session(SessionDigest(9, 8, 7, 6)), .unique(5), .ranges,
  ]
  /// What they are called where a sequence is printed.
  static let labels = ["session", "lock", "temporary", "session2", "unique", "ranges"]

  /// Bytes that touch each other among them, and one far behind every file's end.
  static let ranges: [LockRange] = [
    .wholeFile, LockRange(start: 0, length: 1), LockRange(start: 1, length: 1), LockRange(start: 1 << 61, length: 1),
  ]

  static func number(of name: EntryName) -> Int { names.firstIndex(of: name) ?? -1 }

  static func label(of name: EntryName) -> String {
    let number = number(of: name)
    return number < 0 ? name.description : labels[number]
  }
}

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
