import FileSessions
import Foundation
import Lab
import Testing

@testable import FileSessionsComparison

@Suite("A floor makes exactly the system calls that the engine makes")
struct FloorScriptTests {
  static let presets = FileSessionStore.Strategy.presets.map(\.name)

  private static func strategy(_ preset: String) throws -> FileSessionStore.Strategy {
    try FileSessionStore.Strategy(preset)
  }

  @Test("call by call: kinds, names, flags, sizes, contents and order", arguments: presets, FloorVerb.allCases)
  func repeatsItsRecording(_ preset: String, _ verb: FloorVerb) throws {
    for durability in FileSessionStore.Durability.allCases {
      let fixture = try FloorFixture(Self.strategy(preset), durability: durability)
      let events = try FloorRecording(of: verb, fixture.place).events
      let steps = try FloorScript(events).steps
      #expect(steps == FloorStepReading.steps(of: events))
      #expect(steps.contains { $0.kind == (verb == .load ? "pread" : "pwrite") })
    }
  }

  @Test("and a fresh recording, in another directory, shows the same", arguments: presets, FloorVerb.allCases)
  func equalsAFreshTrace(_ preset: String, _ verb: FloorVerb) throws {
    let strategy = try Self.strategy(preset)
    let steps = try FloorFixture(strategy).script(verb).steps
    let fresh = try Self.trace(of: verb, in: FloorFixture(strategy))
    #expect(FloorStepReading.shape(of: steps) == FloorStepReading.shape(of: FloorStepReading.steps(of: fresh)))
  }

  /// Two operations, recorded here and not by what is tested.
  private static func trace(of verb: FloorVerb, in fixture: FloorFixture) throws -> [SystemEvent] {
    let (recorder, place) = (Recorder(), fixture.place)
    let core = try StoreCore(
      directory: place.directory, configuration: place.configuration, interceptor: recorder)
    try core.updateBlocking(place.id) { $0.payload[1] = 7 }
    let opening = recorder.events.count
    for payload in [place.payload(0), place.payload(1)] {
      switch verb {
      case .load: _ = try core.loadBlocking(place.id) { payload, _ in payload[0] }
      case .save: _ = try core.saveBlocking(payload.span, for: place.id, ifVersion: nil, lifetime: nil)
      case .update: try core.updateBlocking(place.id) { $0.payload.reverse() }
      }
    }
    return Array(recorder.events.dropFirst(opening))
  }

  @Test func aLoadWithoutALockIsThreeCalls() throws {
    for preset in ["lockFileRename", "stripedRename", "byteRangeRename"] {
      let steps = try FloorFixture(Self.strategy(preset)).script(.load).steps
      #expect(steps.map(\.kind) == ["openat", "pread", "close", "openat", "pread", "close"])
      #expect(steps.map(\.opener) == [-1, 0, 0, -1, 3, 3])
    }
  }

  @Test func aLoadFromAHeldFileIsTwoCalls() throws {
    let steps = try FloorFixture(.slots).script(.load).steps
    #expect(steps.map(\.kind) == ["held", "fstat", "pread", "held", "fstat", "pread"])
    #expect(steps.map(\.opener) == [-1, 0, 0, -1, 3, 3])
  }

  @Test func savesOfASlotPairGoToOneHalfAfterTheOther() throws {
    let writes = try FloorFixture(.slots).script(.save).steps.filter { $0.kind == "pwrite" }
    #expect(writes.count == 2)
    #expect(Set(writes.map(\.offset)) == [0, 2048])
    #expect(writes.allSatisfy { $0.count == RecordHeader.recordByteCount(payload: 512) })
  }

  @Test("It can be run again and again, and leaves what the operations leave", arguments: presets, FloorVerb.allCases)
  func leavesTheSessionWhole(_ preset: String, _ verb: FloorVerb) throws {
    let fixture = try FloorFixture(Self.strategy(preset))
    try fixture.subject.perform(verb, 2)
    let script = try fixture.script(verb)
    let (entries, payload) = (try fixture.entries, try fixture.payload())
    try fixture.run(script, 3)
    #expect(try fixture.entries == entries)
    #expect(try fixture.payload() == payload)
    // The store goes on from there, and the floor after it.
    try fixture.subject.perform(verb, 3)
    try fixture.run(script, 1)
    #expect(try fixture.payload() == payload)
  }

  @Test func saysWhichCallAnswersOtherwise() throws {
    let fixture = try FloorFixture(.slots)
    let script = try fixture.script(.load)
    for entry in try fixture.entries where entry != "store" {
      try FileManager.default.removeItem(atPath: "\(fixture.place.directory)/\(entry)")
    }
    let failure = try #require(throws: LabFailure.self) { try fixture.run(script, 1) }
    #expect(failure.description.hasPrefix("held("))
    #expect(failure.description.hasSuffix("did not answer in the floor as it did when it was recorded"))
  }

  @Test func refusesWhatCannotBeRepeated() {
    let listing = SystemEvent(request: .list(directory: 3), result: .entries([], result: 0))
    #expect(throws: LabFailure.self) { try FloorScript([listing]) }
    let stat = SystemEvent(request: .statusOf(3), result: .status(StatusResult(result: 0)))
    #expect(throws: LabFailure.self) { try FloorScript(Array(repeating: stat, count: 129)) }
  }
}
