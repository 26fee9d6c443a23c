internal import FileSessions

extension Wire {
  static func text(_ result: SystemResult) -> String {
    switch result {
    case .number(let number): "number \(number)"
    case .bytes(let bytes, let result): "bytes \(result) \(hexadecimal(bytes))"
    case .status(let found):
      "status \(found.result) \(found.status.inode) \(found.status.links) \(found.status.size) \(found.status.kind.rawValue)"
    case .entries(let entries, let result): "entries \(result) \(text(entries))"
    case .turn(let step): step == .granted ? "granted" : "queued"
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
    case "granted": return .turn(.granted)
    case "queued": return .turn(.queued)
    default: break
    }
    guard words.count > 1, let number = Int(words[1]) else { return nil }
    switch words[0] {
    case "word": return .word(UInt64(clamping: number))
    case "session":
      guard number == 1 else { return .session(nil) }
      return bytes(rest).map { .session(RememberedSession(header: RecordHeader(), payload: $0)) }
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
