import CFileSessions
public import FileSessions
import FileSessionsTesting
import Foundation
import TestSupport
public import Testing

/// A directory with an engine of a given strategy over it, without a store: phases are called one by one.
final class EngineFixture {
  let directory: TemporaryDirectory
  let descriptor: CInt
  let rules: Engine<Kernel>.Rules
  let clock = ManualClock()
  let kernel: Kernel
  let workspace = Workspace()

  init(
    _ strategy: FileSessionStore.Strategy, durability: FileSessionStore.Durability = .none,
    holdsDescriptors: Bool = false
  ) throws {
    directory = try TemporaryDirectory()
    descriptor = unsafe directory.path.withCString { unsafe file_sessions_open_directory($0) }
    let clock = clock
    kernel = Kernel(localLocks: LocalLockTable(), clock: .custom { clock.now })
    rules = Engine<Kernel>.Rules(
      strategy: strategy, durability: durability, maximumPayloadByteCount: 1 << 16, touchCoalescingThousandths: 0,
      holdsDescriptors: holdsDescriptors)
  }

  deinit {
    held.take()?.release()
    _ = file_sessions_close(descriptor)
  }

  private var held: LockedRecord<Kernel>?

  /// Lets somebody else hold the session's lock, for as long as the fixture lives.
  func holdLock(_ digest: SessionDigest) throws {
    held = try plain.begin(.modify, digest, .alone(digest), Workspace())
  }

  /// An engine of the same rules over another system.
  func engine<System: OperationEnvironment>(_ system: System) -> Engine<System> {
    Engine(
      system: system, directory: descriptor,
      rules: .init(
        strategy: rules.strategy, durability: rules.durability, maximumPayloadByteCount: rules.maximumPayloadByteCount,
        touchCoalescingThousandths: rules.touchCoalescingThousandths, holdsDescriptors: rules.holdsDescriptors))
  }

  var plain: Engine<Kernel> { engine(kernel) }

  /// Where a session's file lies.
  func path(of digest: SessionDigest) -> String { "\(directory.path)/\(EntryName.session(digest))" }
}

extension Engine {
  /// Loads as a store does: without a lock, and under it where that does not settle it.
  func look(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> RecordState {
    switch try readWithoutLock(digest, workspace) {
    case .settled(let recordState): return recordState
    case .unsettled: return try readUnderSharedLock(digest, .alone(digest, .shared), workspace).recordState
    }
  }
}

/// A value that threads share.
final class LockedValue<Value: Sendable>: @unchecked Sendable {
  // @unchecked: every access is under the lock.
  private var stored: Value
  private let lock = NSLock()

  init(_ value: Value) { stored = value }

  var value: Value { lock.withLock { stored } }

  @discardableResult
  func change<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&stored) } }
}

extension LocalLockGrant {
  /// For tests of single phases: nobody else is in this process's queue.
  static func alone(_ digest: SessionDigest, _ mode: LockMode = .exclusive) -> LocalLockGrant {
    LocalLockGrant(granted: LocalLockRequest(domain: .session(digest), mode: mode, number: 0))
  }
}

extension FileSessionStore.Strategy: CustomTestStringConvertible {
  public var testDescription: String { presetName ?? description }
}
