internal import CFileSessions
internal import Foundation
package import Lab

/// What all clients of a round note, in a file that they have mapped: a note is kept from the moment it is made, however
/// its process ends.
///
/// Each client writes a region of its own: how many operations have ended, then a record for each. A record is made in
/// two steps. Its first word says how far it is, and is written last in each, by an atomic exchange.
@safe package final class OperationLog: @unchecked Sendable {
  // @unchecked: a region has one writer at a time, and what is shared is atomic. @safe: indices are checked.
  static var recordWords: Int { 20 }
  private static var pageWords: Int { 512 }
  private static var tokenShift: UInt64 { 40 }

  let clients: Int
  let capacity: Int
  private let pages: UnsafeMutableRawPointer
  private let length: Int

  /// Counts that all processes add to, in the first page.
  package enum Count: Int, CaseIterable {
    case stop, waits, timeouts, swept
  }

  /// Makes the file, with all its blocks, so that no write to it can fail.
  package static func make(_ path: String, clients: Int, capacity: Int) throws(LabFailure) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .environment("\(path) cannot be made: error \(errno)") }
    defer { _ = close(descriptor) }
    let failure = posix_fallocate(descriptor, 0, off_t(length(clients: clients, capacity: capacity)))
    guard failure == 0 else { throw .environment("no room for the log \(path): error \(failure)") }
  }

  package init(_ path: String, clients: Int, capacity: Int) throws(LabFailure) {
    (self.clients, self.capacity) = (clients, capacity)
    length = Self.length(clients: clients, capacity: capacity)
    let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .environment("\(path) cannot be opened: error \(errno)") }
    defer { _ = close(descriptor) }
    var error: CInt = 0
    guard let pages = unsafe file_sessions_map(descriptor, 0, length, &error) else {
      throw .environment("\(path) cannot be mapped: error \(error)")
    }
    unsafe self.pages = pages
  }

  deinit { _ = unsafe file_sessions_unmap(pages, length) }

  private static func length(clients: Int, capacity: Int) -> Int {
    8 * (pageWords + clients * (pageWords + capacity * recordWords))
  }

  // MARK: - Counts

  func add(_ count: Count) { _ = unsafe file_sessions_half_add(pages, count.rawValue, 1) }

  subscript(count: Count) -> Int { Int(unsafe file_sessions_half_load(pages, count.rawValue)) }

  var isStopping: Bool { self[.stop] != 0 }

  // MARK: - Records

  private func region(_ client: Int) -> Int { Self.pageWords + client * (Self.pageWords + capacity * Self.recordWords) }

  private func record(_ client: Int, _ index: Int) -> Int {
    precondition(client < clients && index < capacity)
    return region(client) + Self.pageWords + index * Self.recordWords
  }

  fileprivate func store(_ word: UInt64, at index: Int) {
    unsafe pages.storeBytes(of: word, toByteOffset: 8 * index, as: UInt64.self)
  }

  fileprivate func word(_ index: Int) -> UInt64 { unsafe file_sessions_word_load(pages, index) }

  /// What is written before this is there for any process that finds it.
  fileprivate func publish(_ word: UInt64, at index: Int) {
    var expected = self.word(index)
    while unsafe file_sessions_word_exchange(pages, index, &expected, word) == 0 {}
  }

  /// How many operations of a client have ended.
  package func ended(_ client: Int) -> Int { Int(word(region(client))) }

  static func token(_ client: Int, _ index: Int) -> UInt64 { UInt64(client + 1) << tokenShift | UInt64(index) }

  /// Notes the beginning of a client's next operation.
  /// - Returns: its token; `nil` where there is no room for it.
  package func begin(_ client: Int, _ verb: ChaosVerb, session: Int, token: UInt64? = nil) -> UInt64? {
    let index = ended(client)
    guard index < capacity else { return nil }
    let (at, token) = (record(client, index), token ?? Self.token(client, index))
    store(token, at: at + Field.token.rawValue)
    store(UInt64(Moment.now), at: at + Field.invoked.rawValue)
    publish(Head(phase: .invoked, verb, session, .unknown).word, at: at)
    return token
  }

  /// Notes how it ended.
  package func end(_ client: Int, _ outcome: Outcome, _ sighting: Sighting?, newID: String?, error: String?) {
    let index = ended(client)
    let at = record(client, index)
    store(UInt64(Moment.now), at: at + Field.ended.rawValue)
    if let sighting { store(sighting, at: at) }
    if let text = newID ?? error { store(text, at: at + Field.text.rawValue) }
    var head = Head(word(at))
    head.phase = .ended
    head.outcome = outcome
    (head.hasSighting, head.isRotated) = (sighting != nil, sighting?.isRotated == true)
    head.text = newID != nil ? .newID : error != nil ? .error : .none
    publish(head.word, at: at)
    publish(UInt64(index + 1), at: region(client))
  }

  /// Once a client's process was reaped: its operation, if it was in one, ended then.
  /// - Returns: whether it was in one.
  package func closeAfterDeath(_ client: Int, at moment: Int64) -> Bool {
    let index = ended(client)
    guard index < capacity else { return false }
    let at = record(client, index)
    var head = Head(word(at))
    guard head.phase != .none else { return false }
    // One that had ended, but for the count of those that have.
    let wasInside = head.phase == .invoked
    if wasInside {
      store(UInt64(moment), at: at + Field.ended.rawValue)
      head.phase = .ended
      publish(head.word, at: at)
    }
    publish(UInt64(index + 1), at: region(client))
    return wasInside
  }

  package func operations(_ client: Int) -> [Operation] {
    (0..<ended(client)).map { operation(client, record(client, $0)) }
  }

  private func operation(_ client: Int, _ at: Int) -> Operation {
    let head = Head(word(at))
    let (invoked, ended) = (word(at + Field.invoked.rawValue), word(at + Field.ended.rawValue))
    var operation = Operation(
      client: client, head.verb, session: head.session, Int64(invoked)...max(Int64(invoked), Int64(ended)),
      head.outcome, token: word(at + Field.token.rawValue))
    if head.hasSighting { operation.sighting = sighting(at, head) }
    switch head.text {
    case .none: break
    case .newID: operation.newID = text(at + Field.text.rawValue)
    case .error: operation.error = text(at + Field.text.rawValue)
    }
    return operation
  }

  private func store(_ sighting: Sighting, at: Int) {
    let value = sighting.value
    let words = [
      value.base, UInt64(value.depth), value.hash, value.tail[0], value.tail[1], value.tail[2], value.tail[3],
    ]
    for (index, word) in words.enumerated() { store(word, at: at + Field.value.rawValue + index) }
  }

  private func sighting(_ at: Int, _ head: Head) -> Sighting {
    let words = (0..<7).map { word(at + Field.value.rawValue + $0) }
    let value = ChainValue(
      session: head.session, base: words[0], depth: Int(words[1]), hash: words[2],
      tail: ChainValue.Tail(words[3], words[4], words[5], words[6]))
    return Sighting(value, isRotated: head.isRotated)
  }

  private static var textWords: Int { 6 }

  private func store(_ text: String, at index: Int) {
    var bytes = Array(text.utf8.prefix(8 * Self.textWords))
    bytes += [UInt8](repeating: 0, count: 8 * Self.textWords - bytes.count)
    unsafe pages.advanced(by: 8 * index).copyMemory(from: bytes, byteCount: bytes.count)
  }

  private func text(_ index: Int) -> String {
    let bytes = unsafe UnsafeRawBufferPointer(start: pages.advanced(by: 8 * index), count: 8 * Self.textWords)
    return unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// Where in a record what stands; the first word is the `Head`.
private enum Field: Int {
  case invoked = 1
  case ended = 2
  case token = 3
  case value = 4
  case text = 12
}

/// The first word of a record.
private struct Head {
  enum Phase: UInt8 { case none, invoked, ended }
  enum Text: UInt8 { case none, newID, error }

  var phase: Phase
  var verb: ChaosVerb
  var session: Int
  var outcome: Outcome
  var hasSighting = false
  var isRotated = false
  var text = Text.none

  init(phase: Phase, _ verb: ChaosVerb, _ session: Int, _ outcome: Outcome) {
    (self.phase, self.verb, self.session, self.outcome) = (phase, verb, session, outcome)
  }

  init(_ word: UInt64) {
    func byte(_ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (8 * index)) }
    phase = Phase(rawValue: byte(0)) ?? .none
    verb = ChaosVerb(rawValue: byte(1)) ?? .load
    outcome = Outcome(rawValue: byte(2)) ?? .unknown
    hasSighting = byte(3) & 1 != 0
    isRotated = byte(3) & 2 != 0
    text = Text(rawValue: byte(4)) ?? .none
    session = Int(word >> 48)
  }

  var word: UInt64 {
    let flags: UInt64 = (hasSighting ? 1 : 0) | (isRotated ? 2 : 0)
    return UInt64(phase.rawValue) | UInt64(verb.rawValue) << 8 | UInt64(outcome.rawValue) << 16 | flags << 24
      | UInt64(text.rawValue) << 32 | UInt64(session) << 48
  }
}
