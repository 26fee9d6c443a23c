import FileSessions
import FileSessionsPower

/// The verbs, each with a session of its own. What writes does so twice: a value that fits where the last one was, and
/// one that does not. `rewrite` replaces a value of several blocks by one of the same length.
enum FaultVerb: String, CaseIterable, Sendable {
  // The first to notice that a directory is lost is one that changes something, then one that finds nothing.
  case load, save, saveLarger, rewrite, update, updateLarger, withLock, put, putLarger, touch, rotate, delete
  case create, createLarger, putNew, sweep, loadOther

  var changes: Bool { self != .load && self != .loadOther && self != .sweep }

  /// Whether its session is there before.
  var hasSession: Bool { ![.create, .createLarger, .putNew, .sweep, .loadOther].contains(self) }

  private var byteCount: Int {
    [.saveLarger, .updateLarger, .putLarger, .createLarger, .withLock, .rewrite].contains(self) ? 20_000 : 300
  }

  var id: SessionID { SessionID(key: rawValue) }
  static var over: SessionID { SessionID(key: "over") }

  /// What its session holds before.
  var old: [UInt8] { [UInt8](repeating: 1, count: self == .rewrite ? byteCount : 300) }

  /// What it writes; `nil` for a verb that writes no value of its own.
  var new: [UInt8]? {
    switch self {
    case .load, .loadOther, .touch, .rotate, .delete, .sweep: nil
    default: [UInt8](repeating: 2, count: byteCount)
    }
  }

  /// - Returns: the session that it made of its own, where it did.
  func perform(on store: FileSessionStore, _ thread: OneThread) throws -> SessionID? {
    let (verbs, id, payload) = (store.blocking, id, new ?? [])
    switch self {
    case .load:
      guard try verbs.load(id)?.payload == old else { throw Wrong(words: "the session was not there") }
    case .loadOther:
      if try verbs.load(id) != nil { throw Wrong(words: "there was a session that never was") }
    case .save, .saveLarger, .rewrite: try verbs.save(payload.span, for: id)
    case .update, .updateLarger: try verbs.update(id) { $0.payload = payload }
    case .withLock: try thread.wait { try await store.withLock(id, timeout: nil) { _ = try await $0.save(payload) } }
    case .put, .putLarger, .putNew: try verbs.put(payload.span, for: id)
    case .touch: try verbs.touch(id)
    case .rotate: return try verbs.rotate(id, grace: .seconds(3600))
    case .delete: try verbs.delete(id)
    case .create, .createLarger: try verbs.create(payload.span, as: id)
    case .sweep:
      let report = try verbs.sweep()
      if let error = report.firstError { throw error }
    }
    return nil
  }

  /// What no typed error says.
  struct Wrong: Error { let words: String }
}
