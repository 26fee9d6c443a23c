#if Peers
internal import CFileSessionsPeers

/// A peer, or a floor, that is written in C. One thread at a time calls it.
@safe final class ForeignSubject: MeasuredSubject, @unchecked Sendable {
  private static var messageSize: Int { 256 }

  private let name: String
  private let peer: OpaquePointer

  init(_ name: String, _ kind: file_sessions_peer_kind, directory: String, sessions: Int, payload: Int) throws {
    self.name = name
    unsafe peer = try Self.opened(name) { message in
      unsafe file_sessions_peer_open(kind, directory, UInt64(sessions), payload, message, Self.messageSize)
    }
  }

  private init(another original: ForeignSubject) throws {
    name = original.name
    unsafe peer = try Self.opened(original.name) { message in
      unsafe file_sessions_peer_clone(original.peer, message, Self.messageSize)
    }
  }

  deinit { unsafe file_sessions_peer_close(peer) }

  private static func opened(
    _ name: String, _ open: (UnsafeMutablePointer<CChar>) -> OpaquePointer?
  ) throws -> OpaquePointer {
    try unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: messageSize) { message in
      guard let base = message.baseAddress, let peer = unsafe open(base) else {
        throw SubjectFailure("\(name): \(unsafe message.baseAddress.map { unsafe String(cString: $0) } ?? "")")
      }
      return unsafe peer
    }
  }

  func populate(_ sessions: Range<Int>) throws {
    let result = unsafe file_sessions_peer_populate(peer, UInt64(sessions.lowerBound), UInt64(sessions.upperBound))
    guard result == 0 else { throw failure }
  }

  func run(_ operation: SubjectOperation, count: Int, seed: UInt64) throws -> Int64 {
    let nanoseconds = unsafe file_sessions_peer_run(peer, operation.foreign, UInt64(count), seed)
    guard nanoseconds >= 0 else { throw failure }
    return nanoseconds
  }

  func sum() throws -> Int {
    let sum = unsafe file_sessions_peer_sum(peer)
    guard sum >= 0 else { throw failure }
    return Int(sum)
  }

  func another() throws -> any MeasuredSubject { try ForeignSubject(another: self) }

  private var failure: SubjectFailure {
    SubjectFailure("\(name): \(unsafe String(cString: file_sessions_peer_message(peer)))")
  }
}

extension SubjectOperation {
  fileprivate var foreign: file_sessions_peer_operation {
    switch self {
    case .load: FILE_SESSIONS_PEER_LOAD
    case .save: FILE_SESSIONS_PEER_SAVE
    case .update: FILE_SESSIONS_PEER_UPDATE
    case .createDelete: FILE_SESSIONS_PEER_CREATE_DELETE
    }
  }
}

/// The floor of a sweep: every entry is listed and looked at.
enum DirectoryScan {
  static func run(_ path: String) throws {
    let count = unsafe file_sessions_peer_scan(path)
    guard count > 0 else { throw SubjectFailure("\(path) cannot be scanned: \(count)") }
  }
}

enum PeerVersions {
  /// Of what is linked with this program.
  static var linked: [String: String] {
    [
      "SQLite": unsafe String(cString: file_sessions_peer_sqlite_version()),
      "LMDB": unsafe String(cString: file_sessions_peer_lmdb_version()),
      "hiredis": unsafe String(cString: file_sessions_peer_hiredis_version()),
    ]
  }
}

/// A store of sessions, of whatever kind, in which everybody finds the same sessions and payloads.
protocol MeasuredSubject: AnyObject, Sendable {
  func populate(_ sessions: Range<Int>) throws
  /// Performs an operation `count` times, each on a random session, checking what is loaded. Returns nanoseconds.
  func run(_ operation: SubjectOperation, count: Int, seed: UInt64) throws -> Int64
  /// How many updates all sessions count together.
  func sum() throws -> Int
  /// The same store once more, for another thread.
  func another() throws -> any MeasuredSubject
}

enum SubjectOperation: String, Sendable {
  case load, save, update
  case createDelete = "create_delete"
}

/// What a subject did wrong, or could not do.
struct SubjectFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
#endif
