/// The name of an entry of a store directory.
///
/// The seam speaks of names as values, not as strings: no key can reach the file system as a path, a
/// simulated directory needs no parser, and a printed schedule can say "lock file of A".
///
/// | name | on disk |
/// |---|---|
/// | `session` | 52 characters of base32 (`SessionDigest`) |
/// | `lock` | the same + `.lock` |
/// | `temporary` | the same + `.temp`: one fixed name per session, touched only under that session's lock |
/// | `unique` | 16 hexadecimal digits + `.temp`: never used twice |
/// | `corrupt` | the digest + `.` + two digits + `.corrupt`: a session file set aside for inspection |
/// | `stripe` | `stripe-` + four hexadecimal digits + `.lock`: a lock file that sessions share |
/// | `ranges` | `ranges.lock`: one byte of it, far behind its end, per session |
/// | `record` | `store` |
/// | `recordDraft` | `store.` + 16 hexadecimal digits + `.temp` |
/// | `recordAside` | `store.` + 16 hexadecimal digits + `.corrupt`: a record that could not be read |
package enum EntryName: Hashable, Sendable {
  case session(SessionDigest)
  case lock(SessionDigest)
  case temporary(SessionDigest)
  case unique(UInt64)
  case corrupt(SessionDigest, UInt8)
  case stripe(UInt16)
  case ranges
  case record
  case recordDraft(UInt64)
  case recordAside(UInt64)

  /// How many files of one session are set aside as corrupt. None is overwritten: the next one stays where it is.
  package static let corruptLimit: UInt8 = 10

  /// The longest name, its terminating NUL included.
  package static let capacity = 64
}

extension EntryName {
  /// Writes the name as a C string.
  func write(to bytes: inout InlineArray<64, UInt8>) {
    switch self {
    case .session(let digest): Self.write(digest, "", to: &bytes)
    case .lock(let digest): Self.write(digest, ".lock", to: &bytes)
    case .temporary(let digest): Self.write(digest, ".temp", to: &bytes)
    case .unique(let number): Self.write(number, digits: 16, "", ".temp", to: &bytes)
    case .corrupt(let digest, let number):
      assert(number < Self.corruptLimit, "files that are set aside are capped")
      Self.write(digest, ".00.corrupt", to: &bytes)
      bytes[SessionDigest.textLength + 1] += number / 10
      bytes[SessionDigest.textLength + 2] += number % 10
    case .stripe(let number): Self.write(UInt64(number), digits: 4, "stripe-", ".lock", to: &bytes)
    case .ranges: Self.append("ranges.lock", at: 0, to: &bytes)
    case .record: Self.append("store", at: 0, to: &bytes)
    case .recordDraft(let number): Self.write(number, digits: 16, "store.", ".temp", to: &bytes)
    case .recordAside(let number): Self.write(number, digits: 16, "store.", ".corrupt", to: &bytes)
    }
  }

  private static func write(_ digest: SessionDigest, _ suffix: StaticString, to bytes: inout InlineArray<64, UInt8>) {
    digest.writeBase32(to: &bytes)
    append(suffix, at: SessionDigest.textLength, to: &bytes)
  }

  private static func write(
    _ number: UInt64, digits: Int, _ prefix: StaticString, _ suffix: StaticString,
    to bytes: inout InlineArray<64, UInt8>
  ) {
    let start = append(prefix, at: 0, to: &bytes)
    for index in 0..<digits {
      let nibble = UInt8(truncatingIfNeeded: number >> UInt64(4 * (digits - 1 - index))) & 15
      bytes[start + index] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
    append(suffix, at: start + digits, to: &bytes)
  }

  @discardableResult
  private static func append(_ text: StaticString, at start: Int, to bytes: inout InlineArray<64, UInt8>) -> Int {
    let count = text.utf8CodeUnitCount
    // A StaticString's bytes live as long as the program, and `count` is theirs.
    for index in 0..<count { unsafe bytes[start + index] = text.utf8Start[index] }
    bytes[start + count] = 0
    return start + count
  }

  /// The entry that a name on disk stands for; `nil` for a file that is not the store's.
  package init?(_ text: Span<UInt8>) {
    let length = SessionDigest.textLength
    if text.count == length, let digest = SessionDigest(base32: text) {
      self = .session(digest)
    } else if text.count == length + 5, let digest = SessionDigest(base32: text.extracting(first: length)) {
      if Self.ends(text, ".lock") {
        self = .lock(digest)
      } else if Self.ends(text, ".temp") {
        self = .temporary(digest)
      } else {
        return nil
      }
    } else if text.count == 21, Self.ends(text, ".temp"), let number = Self.hexadecimal(text, from: 0, digits: 16) {
      self = .unique(number)
    } else if text.count == 27, Self.ends(text, ".temp"), Self.begins(text, "store."),
      let number = Self.hexadecimal(text, from: 6, digits: 16)
    {
      self = .recordDraft(number)
    } else if text.count == 30, Self.ends(text, ".corrupt"), Self.begins(text, "store."),
      let number = Self.hexadecimal(text, from: 6, digits: 16)
    {
      self = .recordAside(number)
    } else if text.count == length + 11, Self.ends(text, ".corrupt"), text[length] == UInt8(ascii: "."),
      let digest = SessionDigest(base32: text.extracting(first: length)),
      let number = Self.decimal(text.extracting(length + 1..<length + 3))
    {
      self = .corrupt(digest, number)
    } else if text.count == 16, Self.ends(text, ".lock"), Self.begins(text, "stripe-"),
      let number = Self.hexadecimal(text, from: 7, digits: 4)
    {
      self = .stripe(UInt16(number))
    } else if text.count == 11, Self.ends(text, "ranges.lock") {
      self = .ranges
    } else if text.count == 5, Self.ends(text, "store") {
      self = .record
    } else {
      return nil
    }
  }

  private static func begins(_ text: Span<UInt8>, _ prefix: StaticString) -> Bool {
    ends(text.extracting(first: prefix.utf8CodeUnitCount), prefix)
  }

  private static func ends(_ text: Span<UInt8>, _ suffix: StaticString) -> Bool {
    let count = suffix.utf8CodeUnitCount
    guard text.count >= count else { return false }
    for index in 0..<count where unsafe text[text.count - count + index] != suffix.utf8Start[index] { return false }
    return true
  }

  private static func hexadecimal(_ text: Span<UInt8>, from start: Int, digits: Int) -> UInt64? {
    var number: UInt64 = 0
    for index in start..<start + digits {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return number
  }

  private static func decimal(_ text: Span<UInt8>) -> UInt8? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard digits.contains(text[0]), digits.contains(text[1]) else { return nil }
    let number = (text[0] - UInt8(ascii: "0")) * 10 + text[1] - UInt8(ascii: "0")
    return number < corruptLimit ? number : nil
  }
}

extension EntryName: CustomStringConvertible {
  /// The name on disk.
  package var description: String {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    write(to: &bytes)
    var text = ""
    for index in bytes.indices {
      guard bytes[index] != 0 else { break }
      text.unicodeScalars.append(Unicode.Scalar(bytes[index]))
    }
    return text
  }
}
