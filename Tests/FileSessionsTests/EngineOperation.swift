import FileSessions
import FileSessionsTesting
import Foundation
import TestSupport

/// Every operation of the engine, in every situation in which it takes another path.
enum EngineOperation: String, CaseIterable, Sendable {
  case createAbsent, createDuplicate, createOverExpired, createOverDamaged
  case putAbsent, putLive, putOverExpired, putRotated
  case save, saveAbsent, saveConflict, saveExpired, saveRotated, saveDamaged, saveLarger, saveWithLifetime
  case update, updateAbandoned
  case touch, touchCoalesced, touchAbsent
  case delete, deleteAbsent, deleteRotated, deleteSuccessorGone, deleteDamaged
  case rotate, rotateAbsent
  case load, loadAbsent, loadExpired, loadDamaged, loadRotated
  case settle, settleExpired, repair
  case sweepLive, sweepExpired, sweepDamaged, sweepHelper, sweepTemporary, sweepCandidate
  case lockHeld

  var isLoad: Bool { [.load, .loadAbsent, .loadExpired, .loadDamaged, .loadRotated].contains(self) }

  static let digest = SessionID(key: "the session").digest
  static let successor = SessionID(key: "its successor").digest
  static let lifetime = SessionLifetime(idle: .seconds(60), absolute: .seconds(600))

  /// Brings the directory into the situation.
  func prepare(_ fixture: EngineFixture) throws {
    switch self {
    case .createAbsent, .putAbsent, .saveAbsent, .touchAbsent, .deleteAbsent, .rotateAbsent, .loadAbsent: return
    case .sweepTemporary:
      try Data("litter".utf8).write(to: URL(fileURLWithPath: "\(fixture.directory.path)/\(EntryName.unique(7))"))
      return
    case .sweepHelper:
      try Data().write(to: URL(fileURLWithPath: "\(fixture.directory.path)/\(EntryName.lock(Self.digest))"))
      return
    default: break
    }
    let workspace = Workspace()
    workspace.setPayload(Array("the first value".utf8).span)
    let grant = LocalLockGrant.alone(Self.digest)
    _ = try fixture.plain.create(Self.digest, Self.lifetime, grant, workspace)
    switch self {
    case .createOverExpired, .putOverExpired, .saveExpired, .loadExpired, .settleExpired, .sweepExpired:
      fixture.clock.advance(by: .seconds(61))
    case .createOverDamaged, .saveDamaged, .deleteDamaged, .loadDamaged, .sweepDamaged, .repair:
      try damage(fixture)
    case .putRotated, .saveRotated, .deleteRotated, .deleteSuccessorGone, .loadRotated:
      _ = try fixture.plain.rotate(Self.digest, to: Self.successor, .frozen, grace: .seconds(10), grant, workspace)
    case .lockHeld: try fixture.holdLock(Self.digest)
    default: fixture.clock.advance(by: .seconds(1))
    }
  }

  /// Flips a bit of the record, and for `repair` makes a newer one first, so that one slot stays whole.
  private func damage(_ fixture: EngineFixture) throws {
    if self == .repair {
      fixture.workspace.setPayload(Array("a second value".utf8).span)
      _ = try fixture.plain.save(Self.digest, ifVersion: nil, nil, LocalLockGrant.alone(Self.digest), fixture.workspace)
    }
    let url = URL(fileURLWithPath: fixture.path(of: Self.digest))
    var bytes = try Data(contentsOf: url)
    bytes[150] ^= 4
    try bytes.write(to: url)
  }

  /// Runs it, and says how it ended.
  func perform<System>(_ engine: Engine<System>, _ workspace: Workspace) -> String {
    switch result(engine, workspace) {
    case .success(let words): words
    case .failure(let exit): "\(exit)"
    }
  }

  /// Runs it.
  /// - Returns: in words, what it answered.
  func result<System>(_ engine: Engine<System>, _ workspace: Workspace) -> Result<String, PhaseExit> {
    workspace.setPayload(Array(repeating: 0x61, count: self == .saveLarger ? 9000 : 40).span)
    do throws(PhaseExit) {
      return .success(try attempt(engine, LocalLockGrant.alone(Self.digest), workspace))
    } catch {
      return .failure(error)
    }
  }

  private func attempt<System>(
    _ engine: Engine<System>, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> String {
    let digest = Self.digest
    switch self {
    case .createAbsent, .createDuplicate, .createOverExpired, .createOverDamaged, .lockHeld:
      return "\(try engine.create(digest, Self.lifetime, grant, workspace))"
    case .putAbsent, .putLive, .putOverExpired, .putRotated:
      return "\(try engine.put(digest, nil, initial: Self.lifetime, grant, workspace))"
    case .save, .saveAbsent, .saveExpired, .saveRotated, .saveDamaged, .saveLarger:
      return "\(try engine.save(digest, ifVersion: nil, nil, grant, workspace))"
    case .saveConflict:
      return "\(try engine.save(digest, ifVersion: .init(incarnation: 1, counter: 1), nil, grant, workspace))"
    case .saveWithLifetime:
      return "\(try engine.save(digest, ifVersion: nil, .init(idle: nil, absolute: .seconds(9)), grant, workspace))"
    case .update:
      let held = try engine.beginLive(.modify, digest, grant, workspace)
      try engine.commit(held, digest, nil, grant, workspace)
      return "committed"
    case .updateAbandoned:
      try engine.beginLive(.modify, digest, grant, workspace).release()
      return "released"
    case .touch, .touchCoalesced, .touchAbsent: return "\(try engine.touch(digest, grant, workspace))"
    case .delete, .deleteAbsent, .deleteRotated, .deleteDamaged:
      return "\(try engine.delete(digest, successorIsGone: false, grant, workspace))"
    case .deleteSuccessorGone: return "\(try engine.delete(digest, successorIsGone: true, grant, workspace))"
    case .rotate, .rotateAbsent:
      return "\(try engine.rotate(digest, to: Self.successor, .frozen, grace: .seconds(5), grant, workspace))"
    case .load, .loadAbsent, .loadExpired, .loadDamaged, .loadRotated:
      return "\(try engine.readWithoutLock(digest, workspace))"
    case .settle, .settleExpired: return "\(try engine.readUnderSharedLock(digest, grant, workspace))"
    case .repair:
      try engine.repair(digest, grant, workspace)
      return "repaired"
    case .sweepLive, .sweepExpired, .sweepDamaged: return "\(try engine.sweepSession(digest, grant, workspace))"
    case .sweepHelper: return "\(try engine.sweepHelper(digest, grant, workspace))"
    case .sweepTemporary: return "\(try engine.sweepTemporary(.unique(7)))"
    case .sweepCandidate: return "\(try engine.sweepVerdict(digest, workspace))"
    }
  }
}
