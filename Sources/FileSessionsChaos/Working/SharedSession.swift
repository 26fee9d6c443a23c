internal import FileSessions

/// The sessions that all clients know.
enum SharedSession {
  static func id(_ number: Int) -> SessionID { SessionID(key: "shared session \(number)") }
}
