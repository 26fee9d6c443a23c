import FileSessions
import Glibc

/// What holds after a call has failed, whichever it was.
struct FaultContract {
  let scene: FaultScene
  /// The errors that were answered.
  let errors: Set<CInt>
  /// The calls that answered them.
  let kinds: Set<CallKind>
  /// Whether a call was made although it answered an error: then nobody can tell whether it happened.
  var isUncertain = false
  /// Whether a file may be left: its removal failed, or nobody knew that it was made.
  var failsToRemove = false
  /// Whether what was half written could not be put back.
  var failsToUndo = false

  /// What is broken, in words.
  func problems(of run: FaultScene.Run) -> [String] {
    var problems = outcome(run) + value(run) + scene.followUp(run)
    if run.isBlocking { problems.append("the lock is held still") }
    if !run.script.open.isEmpty { problems.append("descriptors are lost: \(run.script.open)") }
    let left = run.image.names.subtracting(scene.before.image.names).filter(\.isTemporary)
    if !left.isEmpty, !mayLeaveTemporary(run) { problems.append("temporary files are left: \(left)") }
    return problems
  }

  /// Where its removal failed; where the lock is lost, and with it the temporary name; and where an exchange is not
  /// durable, since that name leads to the old value.
  private func mayLeaveTemporary(_ run: FaultScene.Run) -> Bool {
    if failsToRemove || errors.contains(ENOENT) && kinds.contains(.statusAt) { return true }
    guard case .failure(.failed(.durabilityUnknown)) = run.result else { return false }
    return scene.setting.exchanges
  }

  /// A success, or a failure with a code and with words that say what to do.
  private func outcome(_ run: FaultScene.Run) -> [String] {
    switch run.result {
    case .success: return []
    case .failure(.wait(.lockHeld)):
      return scene.isHeld || !errors.isDisjoint(with: [EWOULDBLOCK, EACCES]) ? [] : ["it waits for a lock that is free"]
    case .failure(.wait(.changed)): return []
    case .failure(.failed(let failure)): return words(of: failure) + cause(of: failure)
    case .failure(let exit): return ["it stops with \(exit)"]
    }
  }

  private func words(of failure: Failure) -> [String] {
    let error = SessionError(failure)
    let parts = error.message.split(separator: "; ", omittingEmptySubsequences: false)
    let isComplete = parts.count > 1 && parts.allSatisfy { !$0.isEmpty }
    return isComplete && !error.code.description.isEmpty ? [] : ["no remedy: \(error)"]
  }

  /// A failure names the call that failed, and with its own error.
  private func cause(of failure: Failure) -> [String] {
    switch failure {
    // A kernel that has made the call may well answer the next one with an error of its own.
    case _ where isUncertain: return []
    case .system(let call, let error):
      return errors.contains(error) && kinds.contains { $0.reported == call } ? [] : ["another cause: \(failure)"]
    case .durabilityUnknown(_, let error):
      return errors.contains(error) && kinds.contains(.synchronize) ? [] : ["another cause: \(failure)"]
    default: return []
    }
  }

  /// The old value or the new one; after a failure the old one, unless that says otherwise.
  private func value(_ run: FaultScene.Run) -> [String] {
    let (old, new) = (scene.before.state, scene.usual.state)
    let permitted: [SessionState]
    switch run.result {
    case _ where isUncertain: permitted = [old, new]
    case .failure(.failed(.durabilityUnknown)): permitted = [new]
    case .failure(.failed): permitted = [old]
    case .failure(.wait): permitted = [old, new]
    case .success, .failure: permitted = [new]
    }
    if permitted.contains(run.state) || permits(run.state) { return [] }
    return ["it was \(old), would be \(new), and is \(run.state)"]
  }

  /// What else may be found, if rarely.
  private func permits(_ state: SessionState) -> Bool {
    let (old, new) = (scene.before.state, scene.usual.state)
    // What a kernel says is not there is neither found nor deleted, and is made anew.
    if errors.contains(ENOENT), kinds.contains(where: \.namesFile), !state.isDamaged || state == old { return true }
    // A rotation that failed leaves the new id's session, which nobody was told of.
    if failsToRemove || isUncertain, state.session == old.session, state.successor == new.successor { return true }
    // One whose last call lies has taken the new id's session back, and nobody was told of either.
    if isUncertain, state.session == new.session, state.successor == old.successor { return true }
    // Of a value that is written in place no other copy is left; of one that was to be made, an empty file.
    return failsToUndo && scene.setting.isInPlace && state.session == .damaged
  }
}

extension EntryName {
  fileprivate var isTemporary: Bool {
    switch self {
    case .temporary, .unique, .recordDraft: true
    default: false
    }
  }
}
