#if Peers
internal import CFileSessionsPeers
internal import FileSessions
internal import FileSessionsComparison

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
    case .load: try Stopwatch.time { try load(count, &dice) }
    case .save: try Stopwatch.time { try save(count, &dice) }
    case .update: try Stopwatch.time { try update(count, &dice) }
    case .createDelete: try Stopwatch.time { try createAndDelete(count) }
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
#endif
