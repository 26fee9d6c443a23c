internal import FileSessions

/// What a load answers of a session that is there.
struct Standing: Hashable {
  var payload: [UInt8]
  var expiration: Timestamp?
  var isRotated: Bool

  init(_ snapshot: SessionSnapshot) {
    (payload, expiration, isRotated) = (snapshot.payload, snapshot.expirationTime, snapshot.isRotated)
  }

  func isOver(at now: Timestamp) -> Bool { expiration.map { $0 <= now } ?? false }

  /// Short: values begin with what they are.
  var words: String {
    let name = String(decoding: payload.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
    let until = expiration.map { " until \($0.nanosecondsSince1970 / 1_000_000_000)" } ?? ""
    return "'\(name)'" + (isRotated ? ", rotated," : "") + until
  }
}
