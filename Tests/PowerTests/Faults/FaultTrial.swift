import FileSessions
import Foundation
import Lab

@testable import FileSessionsPower

/// One store that is there before, during and after.
final class FaultTrial {
  private let situation: Situation
  private let subject: FaultSubject
  private let path: String
  private let configuration: FileSessionStore.Configuration
  private let clock = SteppedClock()
  private let thread = OneThread()
  private let tell: (String) -> Void
  /// `nil` once it is closed: what it has mapped goes with its last reference.
  private var opened: FileSessionStore?
  /// The values that each session may have; `nil` for none.
  private var standing: [SessionID: Set<[UInt8]?>] = [:]
  private var failures = 0

  /// Opens the store and makes its sessions.
  init(
    _ situation: Situation, _ subject: FaultSubject, _ path: String, _ tell: @escaping (String) -> Void
  ) throws {
    (self.situation, self.subject, self.path) = (situation, subject, path)
    self.tell = { tell("\(subject.name), \($0)") }
    configuration = subject.configuration(clock)
    try open()
    try makeSessions()
  }

  private func open() throws { opened = try FileSessionStore(directory: path, configuration: configuration) }

  private var store: FileSessionStore {
    get throws {
      guard let opened else { throw LabFailure.environment("no store is open") }
      return opened
    }
  }

  private func makeSessions() throws {
    let store = try store
    for verb in FaultVerb.allCases { standing[verb.id] = [nil] }
    for verb in FaultVerb.allCases where verb.hasSession {
      let old = verb.old
      try store.blocking.create(old.span, as: verb.id)
      standing[verb.id] = [old]
    }
    let brief = SessionLifetime(idle: .seconds(60), absolute: nil)
    let payload: [UInt8] = [1]
    try store.blocking.create(payload.span, as: FaultVerb.over, lifetime: brief)
    standing[FaultVerb.over] = [nil]
    clock.advance(by: 120)
  }

  // MARK: - While it lasts

  func meet(tightening ground: FaultGround) throws {
    for verb in FaultVerb.allCases {
      try ground.tighten()
      meet(verb)
      guard situation.kind == .full || situation.kind == .readOnly else { continue }
      if !temporaries.isEmpty { tell("\(verb): left \(temporaries)") }
      checkSessions("after \(verb)")
    }
    if failures == 0 { tell("no verb has met the situation") }
  }

  private func meet(_ verb: FaultVerb) {
    do {
      let fresh = try verb.perform(on: store, thread)
      if situation.forbids(verb) { tell("\(verb): is said to be done") }
      note(verb, fresh)
    } catch let error as SessionError {
      check(error, of: verb)
    } catch {
      tell("\(verb): \(error)")
    }
  }

  /// What is so after a verb that has said it is.
  private func note(_ verb: FaultVerb, _ fresh: SessionID?) {
    if let new = verb.new { standing[verb.id] = [new] }
    if verb == .delete { standing[verb.id] = [nil] }
    if let fresh { standing[fresh] = [verb.old] }
  }

  private func check(_ error: SessionError, of verb: FaultVerb) {
    failures += 1
    if error.code != situation.code { tell("\(verb): \(error)") }
    if !error.description.contains(path) { tell("\(verb): names no path: \(error)") }
    if situation.permits(verb, subject.strategy) { tell("\(verb): has to succeed: \(error)") }
  }

  private func checkSessions(_ when: String) {
    for (id, values) in standing {
      do {
        let value = try store.blocking.load(id)?.payload
        if !values.contains(value) { tell("\(when): \(name(of: id)) is \(words(value))") }
      } catch {
        tell("\(when): \(name(of: id)): \(error)")
      }
    }
  }

  private func name(of id: SessionID) -> String {
    FaultVerb.allCases.first { $0.id == id }.map { "the session of \($0)" } ?? "a session"
  }

  private func words(_ value: [UInt8]?) -> String {
    value.map { "\($0.count) bytes, beginning with \($0.prefix(2))" } ?? "gone"
  }

  // MARK: - Afterwards

  /// The sessions are as they were said to be, every verb works, and nothing is left.
  func goOn() throws {
    if situation.needsMount || !situation.keepsSessions {
      try close()
      try open()
    }
    if situation.keepsSessions { checkSessions("afterwards") }
    try deleteAll()
    standing = [:]
    try makeSessions()
    for verb in FaultVerb.allCases {
      do { note(verb, try verb.perform(on: store, thread)) } catch { tell("afterwards: \(verb): \(error)") }
    }
    checkSessions("at last")
    try deleteAll()
    try close()
  }

  private func deleteAll() throws {
    for id in standing.keys { try store.blocking.delete(id) }
    let report = try store.blocking.sweep()
    if report.failed + report.corrupt > 0 { tell("the sweep: \(report)") }
    if !litter.isEmpty { tell("left over: \(litter)") }
  }

  func close() throws {
    try thread.wait { [opened] in await opened?.close() }
    opened = nil
    if !descriptors.isEmpty { tell("open still: \(descriptors)") }
  }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

  private var temporaries: [String] { names.filter { $0.hasSuffix(".temp") } }

  /// What is neither the record nor a lock file that stays, where there is no session.
  private var litter: [String] {
    names.filter {
      $0 != "store" && $0 != "ranges.lock" && !$0.hasPrefix("stripe-") && !(keepsLockFiles && $0.hasSuffix(".lock"))
    }
  }

  private var keepsLockFiles: Bool {
    if case .lockFile(_, .kept, _, _) = subject.strategy.shape { true } else { false }
  }

  /// What this process has open in the directory.
  private var descriptors: [String] {
    let folder = "/proc/self/fd"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { number in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(number)")
      return target.flatMap { $0.hasPrefix(path + "/") || $0.hasPrefix(path + " ") || $0 == path ? $0 : nil }
    }
  }
}
