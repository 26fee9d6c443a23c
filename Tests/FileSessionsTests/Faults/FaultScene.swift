import FileSessions
import FileSessionsTesting

/// One operation in one situation, which can be run again and again with other faults.
final class FaultScene {
  /// How one run ended.
  struct Run {
    let result: Result<String, PhaseExit>
    let script: FaultScript
    /// What it left.
    let image: DirectoryImage
    let state: SessionState
    /// Whether others have to wait for a lock, that is of memory and not of a descriptor which was closed.
    let isBlocking: Bool
  }

  let setting: FaultSetting
  let operation: EngineOperation
  let fixture: EngineFixture
  /// The process that the faults befall.
  private let kernel: Kernel
  /// The situation.
  let before: (image: DirectoryImage, state: SessionState)
  /// Without a fault.
  private(set) var usual: Run!
  /// Without a fault, and begun anew where it asks for that.
  private(set) var settled: SessionState!
  private var isRestored = true
  private var states: [DirectoryImage: SessionState] = [:]
  private var followed: [DirectoryImage: [String]] = [:]

  init(_ setting: FaultSetting, _ operation: EngineOperation) throws {
    Kernel.prepare(for: setting.strategy)
    (self.setting, self.operation) = (setting, operation)
    fixture = try EngineFixture(
      setting.strategy, durability: setting.durability, holdsDescriptors: setting.holdsDescriptors)
    let clock = fixture.clock
    kernel = Kernel(
      localLocks: LocalLockTable(), clock: .custom { clock.now },
      memory: setting.holdsDescriptors ? ProcessState(held: HeldFiles(capacity: 8)) : nil)
    try operation.prepare(fixture)
    before.image = DirectoryImage(of: fixture.descriptor, fixture.kernel)
    before.state = SessionState(fixture)
    if operation != .lockHeld { before.image.restore(to: fixture.descriptor, fixture.kernel) }
    usual = run { _, _ in nil }
    settled = isHeld ? before.state : settle(fixture.plain)
  }

  /// Whether somebody else has the lock all the time. Then nothing changes.
  var isHeld: Bool { operation == .lockHeld }

  /// Whether what a run leaves is more than its files.
  private var leavesMemory: Bool { setting.holdsDescriptors || setting.strategy.locksBelongToProcess }

  /// Runs it in its situation.
  func run(_ choose: @escaping (Int, SystemRequest) -> FaultInjector.Fault?) -> Run {
    if !isRestored { before.image.restore(to: fixture.descriptor, fixture.kernel) }
    // A load leaves the file open.
    if setting.holdsDescriptors { _ = try? fixture.engine(kernel).look(EngineOperation.digest, Workspace()) }
    let script = FaultScript(lacksNoReplace: setting.lacksNoReplace, choose)
    let result = operation.result(fixture.engine(InterceptedSystem(kernel, script)), Workspace())
    let image = DirectoryImage(of: fixture.descriptor, fixture.kernel)
    isRestored = image == before.image
    let isBlocking = leavesMemory && !isHeld && isBlocked()
    return Run(result: result, script: script, image: image, state: state(of: image), isBlocking: isBlocking)
  }

  /// Whether the session's lock is not to be had.
  private func isBlocked() -> Bool {
    isRestored = false
    do throws(PhaseExit) {
      _ = try fixture.plain.readUnderSharedLock(
        EngineOperation.digest, .alone(EngineOperation.digest, .shared), Workspace())
      return false
    } catch { return error == .wait(.lockHeld) }
  }

  /// What a reader makes of what is there now.
  private func state(of image: DirectoryImage) -> SessionState {
    if isHeld || image == before.image { return before.state }
    if let known = states[image] { return known }
    let state = SessionState(fixture)
    image.restore(to: fixture.descriptor, fixture.kernel)
    states[image] = state
    return state
  }
}

// What comes after a run, without faults and by another process.
extension FaultScene {
  /// What is wrong with how others find the directory. Of files alone, that were left like this before, it is known.
  func followUp(_ run: Run) -> [String] {
    if isHeld { return run.image == before.image ? [] : ["what somebody else has locked was changed"] }
    var problems: [String] = []
    if setting.holdsDescriptors {
      problems += again(fixture.engine(kernel), run, "by the same process")
      run.image.restore(to: fixture.descriptor, fixture.kernel)
    }
    if let known = followed[run.image] { return problems + known }
    isRestored = false
    let others = again(fixture.plain, run, "by another process") + litter() + use()
    followed[run.image] = others
    return problems + others
  }

  /// The same operation once more: after a failure that left everything as it was, it does what it usually does.
  private func again(_ engine: Engine<Kernel>, _ run: Run, _ by: String) -> [String] {
    var last: Result<String, PhaseExit> = .success("")
    let state = settle(engine) { last = $0 }
    switch last {
    case .failure(.failed(.system)), .failure(.failed(.durabilityUnknown)), .failure(.wait):
      return ["once more, \(by): \(last)"]
    case .failure(.failed), .success: break
    case .failure: return ["once more, \(by), it asks for \(last)"]
    }
    return run.state == before.state && state != settled ? ["once more, \(by), it comes to \(state)"] : []
  }

  /// Runs it until it no longer asks to be begun anew.
  private func settle(
    _ engine: Engine<Kernel>, _ note: (Result<String, PhaseExit>) -> Void = { _ in }
  ) -> SessionState {
    isRestored = false
    for _ in 0..<4 {
      let result = operation.result(engine, Workspace())
      note(result)
      guard case .failure(.wait(.changed)) = result else { break }
    }
    return SessionState(fixture)
  }

  /// What a sweep leaves that it should not.
  private func litter() -> [String] {
    let workspace = Workspace()
    for name in DirectoryImage(of: fixture.descriptor, fixture.kernel).names {
      var finding = SweepFinding.ignored
      guard
        let candidate = try? fixture.plain.candidate(
          name, comparesAges: false, workspace, &finding, mayBeOver: { _ in true })
      else { continue }
      var verb = SweepVerb<Kernel>(candidate)
      var context = VerbContext(.none, workspace)
      _ = verb.step(fixture.plain, &context)
      fixture.plain.end(&verb, &context)
    }
    let names = DirectoryImage(of: fixture.descriptor, fixture.kernel).names
    return names.filter { name in
      switch name {
      case .temporary, .unique, .recordDraft: true
      case .lock(let digest): setting.removesLockFiles && !names.contains(.session(digest))
      default: false
      }
    }.map { "a sweep leaves \($0)" }
  }

  /// The session can be saved, and is loaded then.
  private func use() -> [String] {
    let (workspace, payload) = (Workspace(), Array("saved afterwards".utf8))
    if case .rotated = SessionState(fixture).session { return [] }
    var problem: PhaseExit?
    for _ in 0..<4 {
      workspace.setPayload(payload.span)
      do throws(PhaseExit) {
        let grant = LocalLockGrant.alone(EngineOperation.digest)
        _ = try fixture.plain.put(EngineOperation.digest, nil, initial: EngineOperation.lifetime, grant, workspace)
        problem = nil
      } catch { problem = error }
      guard problem == .wait(.changed) else { break }
    }
    if let problem { return ["a put afterwards: \(problem)"] }
    guard case .live(payload, _) = SessionState(fixture).session else { return ["a put afterwards is not loaded"] }
    return []
  }
}

/// What readers find of the two sessions that operations deal with.
struct SessionState: Hashable {
  enum Value: Hashable {
    case none, damaged
    case live([UInt8], expires: Timestamp)
    case rotated([UInt8], expires: Timestamp)
    /// A reader fails.
    case unreadable(PhaseExit)
  }

  var session: Value
  var successor: Value

  var isDamaged: Bool { session == .damaged || successor == .damaged }

  init(_ fixture: EngineFixture) {
    session = Value(EngineOperation.digest, fixture)
    successor = Value(EngineOperation.successor, fixture)
  }
}

extension SessionState.Value {
  init(_ digest: SessionDigest, _ fixture: EngineFixture) {
    let workspace = Workspace()
    do throws(PhaseExit) {
      switch try fixture.plain.look(digest, workspace) {
      case .absent, .expired: self = .none
      case .damaged: self = .damaged
      case .live(let header, let range): self = .live(workspace.payload(range), expires: header.expires)
      case .rotated(let header, let range): self = .rotated(workspace.payload(range), expires: header.expires)
      }
    } catch { self = .unreadable(error) }
  }
}
