internal import FileSessions

/// Calls and answers as a client process and its controller tell them to each other: words, in a line of fields.
///
/// Names are those on disk; numbers of descriptors are those of the caller's process, and are put into one another's
/// by the controller before it compares.
enum Wire {
  static let separator: Character = "\t"

  /// - Parameter number: what stands for a descriptor.
  static func text(_ request: SystemRequest, _ number: (CInt) -> String) -> String {
    switch request {
    case .open(let name, _, let flags): "open \(name) \(flags.rawValue)"
    case .close(let descriptor): "close \(number(descriptor))"
    case .read(let descriptor, let count, let offset): "read \(number(descriptor)) \(count) \(offset)"
    case .write(let descriptor, let bytes, let offset): "write \(number(descriptor)) \(offset) \(hexadecimal(bytes))"
    case .truncate(let descriptor, let length): "truncate \(number(descriptor)) \(length)"
    case .synchronize(let descriptor, let depth): "synchronize \(number(descriptor)) \(depth)"
    case .statusOf(let descriptor): "status \(number(descriptor))"
    case .statusAt(let name, _): "status \(name)"
    case .rename(let from, let to, _, let mode): "rename \(from) \(to) \(mode)"
    case .link(let from, let to, _): "link \(from) \(to)"
    case .unlink(let name, _): "unlink \(name)"
    case .list: "list"
    case .lock(let descriptor, let kind, let mode): "lock \(number(descriptor)) \(kind) \(mode)"
    case .unlock(let descriptor, let kind): "unlock \(number(descriptor)) \(kind)"
    case .holder(let descriptor, let kind): "holder \(number(descriptor)) \(kind)"
    case .keep(let descriptor, let digest): "keep \(number(descriptor)) \(EntryName.session(digest))"
    case .changeCounter(let digest): "generation \(EntryName.session(digest))"
    case .note(let end, let digest): "note \(end) \(EntryName.session(digest))"
    case .readCache(let digest, let changeCounter, _): "recall \(EntryName.session(digest)) \(changeCounter.word)"
    case .writeCache(let digest, let session, let changeCounter, _):
      "remember \(EntryName.session(digest)) \(changeCounter.word) \(hexadecimal(session.payload))"
    case .requestLocalLock(let ticket): "enter \(text(ticket))"
    case .releaseLocalLock(let ticket): "leave \(text(ticket))"
    default: "\(request)"
    }
  }

  private static func text(_ ticket: LocalLockRequest) -> String {
    let domain =
      switch ticket.domain {
      case .nothing: "nothing"
      case .session(let digest): "\(EntryName.session(digest))"
      case .stripe(let number): "stripe \(number)"
      case .byte(let number): "byte \(number)"
      }
    return "\(domain) \(ticket.mode) \(ticket.number)"
  }

  // MARK: - Names

  static func text(_ names: [EntryName?]) -> String {
    names.map { $0.map(\.description) ?? "?" }.joined(separator: " ")
  }

  static func names(_ text: String) -> [EntryName?] {
    text.split(separator: " ").map { EntryName([UInt8]($0.utf8).span) }
  }

  // MARK: - Bytes

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = [UInt8]("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.count)
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  static func bytes(_ hexadecimal: String) -> [UInt8]? {
    // "W" lies ten before "a".
    let values = hexadecimal.utf8.map { $0 &- UInt8(ascii: $0 < UInt8(ascii: "a") ? "0" : "W") }
    guard values.count % 2 == 0, values.allSatisfy({ $0 < 16 }) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}

extension Wire {
  static func text(_ result: SystemResult) -> String {
    switch result {
    case .number(let number): "number \(number)"
    case .bytes(let bytes, let result): "bytes \(result) \(hexadecimal(bytes))"
    case .status(let found):
      "status \(found.result) \(found.status.inode) \(found.status.links) \(found.status.size) \(found.status.kind.rawValue)"
    case .entries(let entries, let result): "entries \(result) \(text(entries))"
    case .localLock(let step): step == .granted ? "granted" : "queued"
    case .word(let word): "word \(word)"
    case .session(let session): "session \(session == nil ? 0 : 1) \(hexadecimal(session?.payload ?? []))"
    case .time: "none"
    }
  }

  /// What `text` wrote; of a status, what the controller looks at.
  static func result(_ text: String) -> SystemResult? {
    let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    let rest = words.count > 2 ? words[2] : ""
    switch words[0] {
    case "granted": return .localLock(.granted)
    case "queued": return .localLock(.queued)
    default: break
    }
    guard words.count > 1, let number = Int(words[1]) else { return nil }
    switch words[0] {
    case "word": return .word(UInt64(clamping: number))
    case "session":
      guard number == 1 else { return .session(nil) }
      return bytes(rest).map { .session(CachedSession(header: RecordHeader(), payload: $0)) }
    case "number": return .number(number)
    case "bytes": return bytes(rest).map { .bytes($0, result: number) }
    case "status": return status(number, rest)
    case "entries": return .entries(names(rest), result: CInt(clamping: number))
    default: return nil
    }
  }

  private static func status(_ result: Int, _ rest: String) -> SystemResult? {
    let numbers = rest.split(separator: " ").compactMap { UInt64($0) }
    guard numbers.count == 4 else { return nil }
    var status = FileStatus()
    (status.inode, status.links, status.size) = (numbers[0], numbers[1], Int(clamping: numbers[2]))
    status.kind = FileStatus.Kind(rawValue: UInt8(clamping: numbers[3])) ?? .other
    return .status(StatusResult(result: CInt(clamping: result), status: status))
  }
}
