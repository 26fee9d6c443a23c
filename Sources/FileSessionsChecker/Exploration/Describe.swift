internal import FileSessions

/// Calls, names and answers in words, as a numbered list has them.
enum Describe {
  static func text(_ name: EntryName) -> String {
    switch name {
    case .session(let digest): prefix(digest) + "session"
    case .lock(let digest): prefix(digest) + "lock file"
    case .temporary(let digest): prefix(digest) + "temp"
    case .unique(let number): "temp \(number & 0xff)"
    case .corrupt: "set-aside copy"
    case .stripe: "stripe"
    case .ranges: "ranges"
    case .record, .recordDraft, .recordAside: "store record"
    }
  }

  private static func prefix(_ digest: SessionDigest) -> String {
    digest == Operation.successor ? "new " : digest == Operation.other ? "other " : ""
  }

  static func text(_ request: SystemRequest) -> String {
    switch request {
    case .open(let name, _, let flags): "open(\(text(name))\(text(flags)))"
    case .close(let descriptor): "close(\(descriptor))"
    case .read(let descriptor, _, let offset): offset == 0 ? "read(\(descriptor))" : "read(\(descriptor), at \(offset))"
    case .write(let descriptor, let bytes, let offset): "write(\(descriptor), \(bytes.count) bytes at \(offset))"
    case .truncate(let descriptor, let length): "truncate(\(descriptor), \(length))"
    case .synchronize(let descriptor, _): "sync(\(descriptor))"
    case .statusOf(let descriptor): "stat(\(descriptor))"
    case .statusAt(let name, _): "stat(\(text(name)))"
    case .rename(let from, let to, _, let mode): "rename(\(text(from)) to \(text(to))\(text(mode)))"
    case .link(let from, let to, _): "link(\(text(from)) to \(text(to)))"
    case .unlink(let name, _): "unlink(\(text(name)))"
    case .list: "list the directory"
    case .lock(let descriptor, _, let mode): "lock(\(descriptor), \(mode))"
    case .unlock(let descriptor, _): "unlock(\(descriptor))"
    case .holder(let descriptor, _): "holder(\(descriptor))"
    case .keep(let descriptor, _): "keep(\(descriptor))"
    case .note(let end, _): end == .begins ? "a change begins" : "the change ends"
    default: request.words
    }
  }

  private static func text(_ flags: OpenFlags) -> String {
    var words = ""
    if flags.contains(.exclusiveCreate) {
      words += ", create exclusively"
    } else if flags.contains(.create) {
      words += ", create"
    }
    if flags.contains(.truncate) { words += ", truncate" }
    return words
  }

  private static func text(_ mode: RenameMode) -> String {
    switch mode {
    case .replace: ""
    case .noReplace: ", only if free"
    case .exchange: ", exchanging"
    }
  }

  static func text(_ result: SystemResult) -> String {
    switch result {
    case .number(let number): number < 0 ? error(-number) : "\(number)"
    case .bytes(_, let result): result < 0 ? error(-result) : "\(result) bytes"
    case .status(let status):
      status.result < 0
        ? error(Int(-status.result))
        : "inode \(status.status.inode), \(status.status.links) links, \(status.status.size) bytes"
    case .entries(let entries, _): entries.compactMap { $0.map(text) }.joined(separator: ", ")
    case .time: ""
    case .word(let word): "\(word >> 16)" + (word & 0xffff == 0 ? "" : ", \(word & 0xffff) at work")
    case .session(let session): session.map { text($0.payload) } ?? "no"
    case .localLock(let step): "\(step)"
    }
  }

  /// What is on the disk after a power cut, beside what there was in memory.
  static func disk(_ after: KernelState, insteadOf before: KernelState, _ kernel: SimulatedKernel) -> String {
    let names = (before.names + after.names).reduce(into: [UInt8]()) { if !$0.contains($1) { $0.append($1) } }
    let files = names.map { name in
      let (old, new) = (before.inode(named: name), after.inode(named: name))
      let words =
        switch (old, new) {
        case (_, nil): "lost"
        case (nil, .some): "back"
        case (let old?, let new?):
          before.contents[old] == after.contents[new]
            ? "whole" : kernel.contents.count(after.contents[new] - 1) == 0 ? "empty" : "older, or in part"
        }
      return "\(text(kernel.names[Int(name)])) \(words)"
    }
    return "the disk has " + (files.isEmpty ? "nothing" : files.joined(separator: ", "))
  }

  private static func error(_ number: Int) -> String {
    switch CInt(number) {
    case Errno.noEntry: "ENOENT"
    case Errno.exists: "EEXIST"
    case Errno.wouldBlock: "held by another"
    default: "error \(number)"
    }
  }

  static func text(_ outcome: Outcome) -> String {
    switch outcome {
    case .stored: "stored"
    case .updated(let from): "updated from \(text(from))"
    case .touched: "touched"
    case .fresh: "touched, with nothing to write"
    case .skipped: "left as it is"
    case .deleted: "deleted"
    case .loaded(let value): text(value)
    case .rotated: "rotated"
    case .swept: "swept"
    case .absent: "no session"
    case .notFound: "not found"
    case .duplicate: "duplicate"
    case .conflict(let from): "conflict: it is no longer \(text(from))"
    case .alreadyRotated: "rotated already"
    case .damaged(let damage): "a damaged record (\(damage))"
    case .gaveUp: "gave up waiting"
    case .failed(let failure): "failed: \(failure)"
    }
  }

  /// A payload by its first letter and what was appended: `-`, `a`, `-C`.
  private static func text(_ value: [UInt8]) -> String {
    var letters: [Character] = []
    for byte in value {
      let letter = Character(Unicode.Scalar(byte))
      if letters.last != letter { letters.append(letter) }
    }
    return "'" + String(letters) + "'"
  }
}
