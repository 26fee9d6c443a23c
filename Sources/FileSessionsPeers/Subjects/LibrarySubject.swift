#if Peers
internal import CFileSessionsPeers
internal import FileSessions
internal import Foundation
internal import Lab

/// This library, through its synchronous verbs.
final class LibrarySubject: MeasuredSubject {
  /// One load in so many is looked at byte by byte.
  private static var thoroughlyEvery: Int { 64 }

  let store: FileSessionStore
  let ids: [SessionID]
  private let payload: Int
  private let directory: String
  private let configuration: FileSessionStore.Configuration

  init(_ configuration: FileSessionStore.Configuration, directory: String, sessions: Int, payload: Int) throws {
    store = try FileSessionStore(directory: directory, configuration: configuration)
    ids = try (0..<sessions).map(SharedPayload.id)
    self.payload = payload
    self.directory = directory
    self.configuration = configuration
  }

  func populate(_ sessions: Range<Int>) throws {
    // As durable as what is measured: the first durable save of a session that was made without makes up for that.
    for index in sessions {
      try store.blocking.create(SharedPayload.bytes(of: index, payload).span, as: ids[index])
    }
  }

  func run(_ operation: SubjectOperation, count: Int, seed: UInt64) throws -> Int64 {
    var dice = Dice(seed: seed)
    // What is answered from memory has to be there: each operation before this one has changed sessions.
    if operation == .load, configuration.readCache != .off { try ids.forEach { _ = try store.blocking.load($0) } }
    return switch operation {
    case .load: try Moment.time { try load(count, &dice) }
    case .save: try Moment.time { try save(count, &dice) }
    case .update: try Moment.time { try update(count, &dice) }
    case .createDelete: try Moment.time { try createAndDelete(count) }
    }
  }

  private func load(_ count: Int, _ dice: inout Dice) throws {
    let blocking = store.blocking
    for number in 0..<count {
      let index = dice.below(ids.count)
      let isThorough = number % Self.thoroughlyEvery == 0
      let isRight = try blocking.load(ids[index]) { bytes, _ in
        SharedPayload.isRight(bytes, index, payload, thoroughly: isThorough)
      }
      guard isRight == true else { throw SubjectFailure("the library answered something else than what was saved") }
    }
  }

  private func save(_ count: Int, _ dice: inout Dice) throws {
    let blocking = store.blocking
    var bytes = SharedPayload.bytes(of: 0, payload)
    for _ in 0..<count {
      let index = dice.below(ids.count)
      SharedPayload.sign(&bytes, index, stamp: dice.next())
      try blocking.save(bytes.span, for: ids[index])
    }
  }

  private func update(_ count: Int, _ dice: inout Dice) throws {
    let blocking = store.blocking
    for _ in 0..<count { try blocking.update(ids[dice.below(ids.count)]) { SharedPayload.count(&$0.payload) } }
  }

  private func createAndDelete(_ count: Int) throws {
    let blocking = store.blocking
    let bytes = SharedPayload.bytes(of: 0, payload)
    for _ in 0..<count { try blocking.delete(try blocking.create(bytes.span).id) }
  }

  func sum() throws -> Int {
    try ids.indices.reduce(0) { sum, index in
      let counted = try store.blocking.load(ids[index]) { bytes, _ in
        SharedPayload.isRight(bytes, index, payload, thoroughly: true) ? SharedPayload.counted(bytes) : nil
      }
      guard let counted = counted ?? nil else { throw SubjectFailure("session \(index) is not what was saved") }
      return sum + counted
    }
  }

  func sweep() throws { _ = try store.blocking.sweep() }

  /// A store is for all threads.
  func another() throws -> any MeasuredSubject { self }
}

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

/// What the library asks for before any operation, once per request: the id out of the cookie. The peers take the
/// bytes.
enum CookieParsing {
  /// Of one, on average.
  static func nanoseconds(_ count: Int) -> Int64 {
    let cookie = SharedPayload.cookie([UInt8](repeating: 7, count: 32))
    var parsed = 0
    let taken = Moment.time { for _ in 0..<count where SessionID(cookie) != nil { parsed += 1 } }
    return parsed == count ? taken / Int64(count) : -1
  }
}
#endif
