package import FileSessions

/// The sessions of the catch phase: the even ones are never deleted, and lost updates are judged there; the odd ones
/// are deleted and made again all the time, and resurrections are judged there.
package struct CatchSessions: Sendable {
  package let count: Int

  package init(count: Int) { self.count = count }

  package func id(_ session: Int) -> SessionID { SessionID(key: "catch \(session)") }

  package func isPermanent(_ session: Int) -> Bool { session.isMultiple(of: 2) }

  package var permanent: [Int] { (0..<count).filter(isPermanent) }
}
