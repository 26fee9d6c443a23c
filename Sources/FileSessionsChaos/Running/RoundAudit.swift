internal import FileSessions
internal import Foundation
internal import Lab

/// The look at a directory when nobody is at work in it any more, by a process that had no part in it: every session
/// loads, every lock is free, and one sweep and the deletion of all sessions leave nothing.
struct RoundAudit {
  private let assignment: RoundAssignment
  private let strategy: FileSessionStore.Strategy
  private let store: FileSessionStore
  private var operations: [Operation] = []
  private var findings: [Finding] = []

  static func run(
    _ assignment: RoundAssignment, after history: [Operation]
  ) async throws -> (operations: [Operation], findings: [Finding]) {
    var audit = try RoundAudit(assignment)
    for session in 0..<assignment.sessions { await audit.look(at: session) }
    await audit.sweep()
    for session in 0..<assignment.sessions { await audit.remove(session) }
    await audit.removeNew(history)
    await audit.sweep()
    try audit.list(strays: history.count { $0.outcome == .unknown && Self.isRotation($0) })
    await audit.store.close()
    return (audit.operations, audit.findings)
  }

  private static func isRotation(_ operation: Operation) -> Bool {
    operation.verb == .rotate || operation.verb == .rotateAtOnce
  }

  private init(_ assignment: RoundAssignment) throws {
    self.assignment = assignment
    strategy = try FileSessionStore.Strategy(assignment.strategy)
    store = try FileSessionStore(directory: assignment.directory, configuration: try assignment.configuration())
  }

  private mutating func look(at session: Int) async {
    let id = SharedSession.id(session)
    await note(.load, session) { [store] in try await store.load(id) }
    await note(.lockedLoad, session) { [store] in try await store.withLock(id) { $0.snapshot } }
    await note(.load, session) { [store] in try await store.load(id) }
  }

  private mutating func remove(_ session: Int) async {
    let id = SharedSession.id(session)
    await note(.delete, session) { [store] in
      try await store.delete(id)
      return nil
    }
    await note(.load, session) { [store] in try await store.load(id) }
  }

  /// Those that rotations led to and that were not deleted.
  private mutating func removeNew(_ history: [Operation]) async {
    for rotation in history where Self.isRotation(rotation) {
      guard let text = rotation.newID, let id = SessionID(text) else { continue }
      do { try await store.delete(id) } catch { findings.append(Finding(.unexpectedError, "\(error)", [rotation])) }
    }
  }

  private mutating func sweep() async {
    do {
      let report = try await store.sweep()
      if report.corrupt + report.setAside > 0 {
        findings.append(Finding(.damagedFile, "a sweep found \(report.corrupt + report.setAside) damaged files"))
      }
      if report.busy > 0 { findings.append(Finding(.lockHeld, "a sweep found \(report.busy) locks held")) }
      if let error = report.firstError { findings.append(Finding(.unexpectedError, "sweep: \(error)")) }
    } catch { findings.append(Finding(.unexpectedError, "sweep: \(error)")) }
  }

  /// - Parameter strays: how many sessions may be left that nobody knows the id of: rotations that were killed.
  private mutating func list(strays: Int) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: assignment.directory)
    let entries = names.map { (name: $0, entry: EntryName(Array($0.utf8).span)) }
    let present = Set(entries.compactMap(\.entry))
    var (sessions, left): (Int, [String]) = (0, [])
    for (name, entry) in entries {
      switch entry {
      case .session: sessions += 1
      case .lock(let digest):
        let isKept = !strategy.guarantees.contains(.leavesNothingBehind)
        if !isKept, !present.contains(.session(digest)) { left.append(name) }
      case .temporary, .unique, .recordDraft, .corrupt, .recordAside, nil: left.append(name)
      case .record, .stripe, .ranges: break
      }
    }
    if !left.isEmpty { findings.append(Finding(.leftover, left.prefix(5).joined(separator: ", "))) }
    if sessions > strays {
      findings.append(
        Finding(.leftover, "\(sessions) session files of unknown ids, after \(strays) rotations that were killed"))
    }
  }

  private mutating func note(
    _ verb: ChaosVerb, _ session: Int, _ call: () async throws -> SessionSnapshot?
  ) async {
    let begin = Moment.now
    var (outcome, sighting): (Outcome, Sighting?) = (.done, nil)
    do {
      if let snapshot = try await call() {
        sighting = ChainValue(snapshot.payload, session: session).map { Sighting($0, isRotated: snapshot.isRotated) }
        if sighting == nil { outcome = .torn }
      } else if verb != .delete {
        outcome = .absent
      }
    } catch {
      switch (error as? SessionError)?.code {
      case .notFound: outcome = .absent
      case .rotated: outcome = .rotated
      case .corrupt: outcome = .torn
      case .timedOut:
        findings.append(Finding(.lockHeld, "\(verb.rawValue): \(error)"))
        outcome = .unknown
      default:
        findings.append(Finding(.unexpectedError, "\(error)"))
        outcome = .unknown
      }
    }
    operations.append(
      Operation(client: assignment.clients, verb, session: session, begin...Moment.now, outcome, sighting))
  }
}
