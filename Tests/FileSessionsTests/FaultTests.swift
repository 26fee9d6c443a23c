import FileSessions
import Foundation
import TestSupport
import Testing

@Suite("A call that fails in the middle of an operation")
struct FaultTests {
  /// What a disk, a full table or a file server may answer.
  private static let errors = [Errno.inputOutput, Errno.noSpace, Errno.processFiles, Errno.overQuota]

  private static let sound = FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound)

  @Test(
    "leaves the old value or the new one, frees every descriptor, and leaves nothing that a sweep would not reclaim",
    arguments: sound, EngineOperation.allCases)
  func keepsTheValue(_ strategy: FileSessionStore.Strategy, _ operation: EngineOperation) throws {
    let length = try recordedLength(strategy, operation)
    for index in 0..<length {
      for error in Self.errors {
        let fixture = try EngineFixture(strategy, durability: .full)
        try operation.prepare(fixture)
        let before = try value(fixture, operation)
        let (counter, tracker) = (LockedValue(0), DescriptorTracker())
        let injector = FaultInjector { request in
          let turn = counter.change { count in
            count += 1
            return count - 1
          }
          // A close that fails has closed all the same.
          if turn == index, case .close = request { return .lie(error) }
          return turn == index ? .fail(error) : nil
        }
        let system = InterceptedSystem(InterceptedSystem(fixture.kernel, tracker), injector)
        let outcome = operation.perform(fixture.engine(system), Workspace())
        let after = try value(fixture, operation)
        let context: Comment = "call \(index), errno \(error): \(outcome)"
        #expect(tracker.open.isEmpty, context)
        #expect(
          !fixture.directory.entries.contains { $0.hasSuffix(".temp") && $0 != "\(EntryName.unique(7))" }, context)
        guard before != .damaged else { continue }
        // "A system call failed" promises that the session is as it was before.
        if outcome.contains("Failure.system(") { #expect(after == before, context) }
        #expect(after != .damaged, context)
      }
    }
  }

  @Test("A write that comes to an early end is finished, or undone", arguments: sound)
  func shortWrites(_ strategy: FileSessionStore.Strategy) throws {
    for operation in [EngineOperation.save, .createAbsent, .saveLarger] {
      let fixture = try EngineFixture(strategy)
      try operation.prepare(fixture)
      let system = InterceptedSystem(
        fixture.kernel,
        FaultInjector { request in
          if case .write = request { .short(100) } else { nil }
        })
      let outcome = operation.perform(fixture.engine(system), Workspace())
      #expect(outcome.contains("RecordHeader"))
      #expect(try value(fixture, operation).payload?.allSatisfy { $0 == 0x61 } == true)
    }
  }

  @Test("A disk that fills up in the middle of a write leaves the old value", arguments: sound)
  func fullDisk(_ strategy: FileSessionStore.Strategy) throws {
    let fixture = try EngineFixture(strategy)
    try EngineOperation.save.prepare(fixture)
    let before = try value(fixture, .save)
    let writes = LockedValue(0)
    let system = InterceptedSystem(
      fixture.kernel,
      FaultInjector { request in
        guard case .write = request else { return nil }
        return writes.change { count in
          count += 1
          return count == 1 ? .short(100) : count == 2 ? .fail(Errno.noSpace) : nil
        }
      })
    let outcome = EngineOperation.save.perform(fixture.engine(system), Workspace())
    #expect(outcome.contains("\(Errno.noSpace)"))
    #expect(try value(fixture, .save) == before)
  }

  private func recordedLength(_ strategy: FileSessionStore.Strategy, _ operation: EngineOperation) throws -> Int {
    let fixture = try EngineFixture(strategy, durability: .full)
    try operation.prepare(fixture)
    let recorder = Recorder()
    _ = operation.perform(fixture.engine(InterceptedSystem(fixture.kernel, recorder)), Workspace())
    return recorder.events.count
  }

  /// What a reader finds; nothing, where somebody else holds the lock all the time.
  private func value(_ fixture: EngineFixture, _ operation: EngineOperation) throws -> Value {
    if operation == .lockHeld { return .none }
    let workspace = Workspace()
    let recordState = try fixture.plain.look(EngineOperation.digest, workspace)
    return Value(recordState, workspace)
  }

  private enum Value: Equatable {
    case none, damaged
    case payload([UInt8])

    init(_ recordState: RecordState, _ workspace: Workspace) {
      switch recordState {
      case .absent, .expired: self = .none
      case .damaged: self = .damaged
      case .live(_, let range), .rotated(_, let range): self = .payload(workspace.payload(range))
      }
    }

    var payload: [UInt8]? { if case .payload(let bytes) = self { bytes } else { nil } }
  }
}

/// Knows which descriptors are open.
private final class DescriptorTracker: CallInterceptor {
  private let descriptors = LockedValue<Set<Int>>([])

  var open: Set<Int> { descriptors.value }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    let result = perform(request)
    if case .open = request, case .number(let descriptor) = result, descriptor >= 0 {
      descriptors.change { _ = $0.insert(descriptor) }
    }
    if case .close(let descriptor) = request { descriptors.change { _ = $0.remove(Int(descriptor)) } }
    return result
  }
}
