#if Peers
internal import CFileSessionsPeers
internal import FileSessions
internal import Foundation

/// The ids and payloads that everybody stores, as they are defined in C.
enum SharedPayload {
  static func id(_ index: Int) throws -> SessionID {
    var bytes = [UInt8](repeating: 0, count: FILE_SESSIONS_PEER_ID_SIZE)
    unsafe file_sessions_peer_id(UInt64(index), &bytes)
    guard let id = SessionID(cookie(bytes)) else { throw SubjectFailure("session \(index) has no id") }
    return id
  }

  /// As it would arrive: base64url without padding.
  static func cookie(_ bytes: [UInt8]) -> String {
    let letters = Data(bytes).base64EncodedString().utf8.compactMap { letter -> UInt8? in
      switch letter {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: letter
      }
    }
    return String(decoding: letters, as: UTF8.self)
  }

  static func bytes(of index: Int, _ size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    unsafe file_sessions_peer_payload(UInt64(index), &bytes, size)
    return bytes
  }

  /// Makes the payload of one session that of another, and different from any before.
  static func sign(_ bytes: inout [UInt8], _ index: Int, stamp: UInt64) {
    unsafe file_sessions_peer_sign(UInt64(index), stamp, &bytes)
  }

  static func count(_ bytes: inout [UInt8]) { unsafe file_sessions_peer_count(&bytes) }

  static func counted(_ bytes: Span<UInt8>) -> Int? {
    unsafe bytes.withUnsafeBufferPointer { unsafe Int(file_sessions_peer_counted($0.baseAddress)) }
  }

  static func isRight(_ bytes: Span<UInt8>, _ index: Int, _ size: Int, thoroughly: Bool) -> Bool {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe file_sessions_peer_is_payload(UInt64(index), $0.baseAddress, $0.count, size, thoroughly ? 1 : 0) != 0
    }
  }
}
#endif
