#if Peers
internal import FileSessions

/// What the library asks for before any operation, once per request: the id out of the cookie. The peers take the bytes.
enum CookieParsing {
  /// Of one, on average.
  static func nanoseconds(_ count: Int) -> Int64 {
    let cookie = SharedPayload.cookie([UInt8](repeating: 7, count: 32))
    var parsed = 0
    let taken = Stopwatch.time { for _ in 0..<count where SessionID(cookie) != nil { parsed += 1 } }
    return parsed == count ? taken / Int64(count) : -1
  }
}
#endif
