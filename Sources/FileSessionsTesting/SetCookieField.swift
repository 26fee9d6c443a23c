internal import FileSessions

/// A `Set-Cookie` field, taken apart as browsers do: what makes no sense in it is passed over, and of an attribute that
/// is said twice the last one counts (RFC 6265, section 5.2).
struct SetCookieField {
  private typealias Bytes = Substring.UTF8View

  let name: String
  let value: String
  /// In lower case, without a dot before it.
  private(set) var domain: String?
  private(set) var path: String?
  private(set) var isSecure = false
  private var maximumAge: Int64?
  private var date: Timestamp?

  /// `nil` for a field that sets no cookie.
  init?(_ field: String) {
    let isText = field.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == UInt8(ascii: "\t") }
    let parts = field[...].utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    guard isText, let pair = parts.first, pair.contains(UInt8(ascii: "=")) else { return nil }
    (name, value) = Self.halves(of: pair)
    guard !name.isEmpty else { return nil }
    for part in parts.dropFirst() {
      let (attribute, value) = Self.halves(of: part)
      take(attribute.lowercased(), value)
    }
  }

  private mutating func take(_ attribute: String, _ value: String) {
    switch attribute {
    case "domain":
      let name = value.hasPrefix(".") ? String(value.dropFirst()) : value
      domain = name.isEmpty ? nil : name.lowercased()
    case "path": path = value.hasPrefix("/") ? value : nil
    case "secure": isSecure = true
    case "max-age": if let seconds = Self.seconds(value) { maximumAge = seconds }
    case "expires": if let time = Timestamp(cookieDate: value) { date = time }
    default: break
    }
  }

  /// When a browser forgets it that receives it now; `nil` for when the browser ends.
  func expirationTime(at now: Timestamp) -> Timestamp? {
    guard let maximumAge else { return date }
    // Of none, or less, nothing is left, whatever the clock says.
    return maximumAge > 0 ? now.advanced(by: .seconds(maximumAge)) : Timestamp(nanosecondsSince1970: .min)
  }

  /// A number of any length; what is beyond an `Int64` is as good as its end.
  private static func seconds(_ text: String) -> Int64? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
    return Int64(text) ?? (text.hasPrefix("-") ? .min : .max)
  }

  /// What stands before and behind the first `=`, without white space around it.
  private static func halves(of part: Bytes) -> (String, String) {
    let name = part.prefix { $0 != UInt8(ascii: "=") }
    return (trimmed(name), trimmed(part.dropFirst(name.count + 1)))
  }

  private static func trimmed(_ bytes: Bytes) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let start = bytes.drop(while: isSpace)
    let count = start.count - start.reversed().prefix(while: isSpace).count
    return String(decoding: start.prefix(count), as: UTF8.self)
  }
}

extension Timestamp {
  /// The date of an `Expires` attribute, in any of the forms that servers write (section 5.1.1); `nil` for none.
  init?(cookieDate text: String) {
    var (time, day, month, year): (Int64?, Int64?, Int64?, Int64?)
    for token in text.lowercased().split(whereSeparator: Self.separatesDates) {
      if time == nil, let found = Self.secondOfDay(token) {
        time = found
      } else if day == nil, let found = Self.number(token, digits: 1...2) {
        day = found
      } else if month == nil, let found = Self.months.firstIndex(of: token.prefix(3)) {
        month = Int64(found + 1)
      } else if year == nil, let found = Self.number(token, digits: 2...4) {
        year = found < 70 ? found + 2000 : found < 100 ? found + 1900 : found
      }
    }
    guard let time, let day, let month, let year, 1...31 ~= day, year >= 1601 else { return nil }
    let seconds = Self.days(year: year, month: month, day: day) * 86_400 + time
    self = Timestamp(nanosecondsSince1970: 0).advanced(by: .seconds(seconds))
  }

  private static let months: [Substring] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func separatesDates(_ character: Character) -> Bool {
    !(character.isLetter || character.isNumber || character == ":")
  }

  /// The digits that a token begins with, if there are so many.
  private static func number(_ token: Substring, digits: ClosedRange<Int>) -> Int64? {
    let found = token.prefix { $0.isASCII && $0.isNumber }
    return digits.contains(found.count) ? Int64(found) : nil
  }

  private static func secondOfDay(_ token: Substring) -> Int64? {
    let parts = token.split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 1...2) }
    guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2] else { return nil }
    return hour < 24 && minute < 60 && second < 60 ? (hour * 60 + minute) * 60 + second : nil
  }

  /// Days since 1970 in the Gregorian calendar. The year begins in March here, so that a leap day is its last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    // From the first of March of the year 0 to 1970 there are 719,468.
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}
