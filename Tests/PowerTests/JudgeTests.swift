import FileSessions
import Testing

@testable import FileSessionsPower

/// Each thing that a power cut must not do is noticed where it was promised not to happen, and only there.
@Suite("What is judged")
struct JudgeTests {
  private static let (old, new) = (standing("old"), standing("new"))

  private static func standing(_ value: String, isRotated: Bool = false) -> Standing {
    Standing(
      SessionSnapshot(
        id: SessionID(key: "a"), payload: Array(value.utf8), version: SessionVersion(incarnation: 1, counter: 1),
        creationTime: .distantFuture, isRotated: isRotated))
  }

  /// One session: created, saved, deleted. The directory is synced at first.
  private static let trace: Trace = {
    var trace = untilDeleted
    trace.append(step(Trace.delete, nil, syncsDirectory: true))
    return trace
  }()

  private static func step(_ name: String, _ standing: Standing?, syncsDirectory: Bool = false) -> Trace.Step {
    Trace.Step(verbs: [Trace.Verb(name: name, syncsDirectory: syncsDirectory)], standings: [standing])
  }

  private static let untilDeleted: Trace = {
    var trace = Trace()
    trace.sessions = [SessionID(key: "a")]
    trace.submitted = [[old.payload, new.payload]]
    trace.now = Timestamp(nanosecondsSince1970: 0)
    trace.append(step(Trace.open, nil, syncsDirectory: true))
    trace.append(step(Trace.create, old))
    trace.append(step(Trace.save, new))
    return trace
  }()

  private func kind(
    _ found: Observation.Found, at moment: Int, _ durability: FileSessionStore.Durability,
    _ strategy: FileSessionStore.Strategy = .lockFileRename
  ) -> PowerFinding.Kind? {
    let judge = Judge(arm: Arm(strategy: strategy, durability: durability), trace: Self.trace)
    return judge.judge(Observation(found: [found]), at: moment)?.kind
  }

  @Test("full: what was acknowledged is there, and a verb at work has done its work or not")
  func full() {
    #expect(kind(.standing(Self.old), at: 4, .full) == nil)
    #expect(kind(.absent, at: 4, .full) == .lost)
    #expect(kind(.standing(Self.old), at: 5, .full) == nil)
    #expect(kind(.standing(Self.new), at: 5, .full) == nil)
    #expect(kind(.standing(Self.old), at: 6, .full) == .lost)
    #expect(kind(.standing(Self.new), at: 7, .full) == nil)
    #expect(kind(.absent, at: 7, .full) == nil)
    #expect(kind(.standing(Self.new), at: 8, .full) == .revived)
  }

  @Test("data: an entry may be as old as the directory's last sync; in slots the value is not")
  func data() {
    #expect(kind(.standing(Self.old), at: 6, .data) == nil)
    #expect(kind(.standing(Self.old), at: 6, .data, .slots) == .lost)
    #expect(kind(.absent, at: 6, .data) == nil)
    #expect(kind(.absent, at: 6, .data, .slots) == nil)
    #expect(kind(.standing(Self.old), at: 8, .data) == .revived)
    #expect(kind(.standing(Self.new), at: 8, .data, .slots) == .revived)
  }

  @Test("none: any value that was stored, whole; a file may be damaged, and a value nobody's never")
  func none() {
    #expect(kind(.standing(Self.old), at: 8, .none) == nil)
    #expect(kind(.unreadable("corrupt"), at: 8, .none) == nil)
    for durability in FileSessionStore.Durability.allCases {
      #expect(kind(.standing(Self.standing("mixed")), at: 5, durability) == .torn)
      if durability != .none { #expect(kind(.unreadable("corrupt"), at: 5, durability) == .torn) }
    }
  }

  @Test("What does not work afterwards is a finding at every durability")
  func unusable() {
    let judge = Judge(arm: Arm(strategy: .slots, durability: .none), trace: Self.trace)
    #expect(judge.judge(Observation(found: [.absent], troubles: ["left"]), at: 0)?.kind == .unusable)
  }

  @Test("An old id that is over without its new one is a loss, also while the rotation is at work")
  func rotation() {
    var trace = Self.untilDeleted
    trace.sessions.append(SessionID(key: "b"))
    trace.submitted.append(trace.submitted[0])
    let frozen = Self.standing("new", isRotated: true)
    let verb = Trace.Verb(name: Trace.rotate, syncsDirectory: true, rotation: Trace.Rotation(old: 0, new: 1))
    trace.append(Trace.Step(verbs: [verb], standings: [frozen, Self.new]))
    for durability in [FileSessionStore.Durability.data, .full] {
      let judge = Judge(arm: Arm(strategy: .slots, durability: durability), trace: trace)
      #expect(judge.judge(Observation(found: [.standing(frozen), .absent]), at: 7)?.kind == .lost)
      #expect(judge.judge(Observation(found: [.standing(Self.new), .absent]), at: 7) == nil)
      #expect(judge.judge(Observation(found: [.standing(frozen), .standing(Self.new)]), at: 7) == nil)
    }
  }

  @Test("Of verbs beside each other each is judged by its own return")
  func besideEachOther() {
    var trace = Self.untilDeleted
    trace.sessions.append(SessionID(key: "b"))
    trace.submitted.append(trace.submitted[0])
    // The second one returns first.
    let verbs = [
      Trace.Verb(name: Trace.save, subject: 0, begin: 1, end: 4),
      Trace.Verb(name: Trace.create, subject: 1, begin: 2, end: 3),
    ]
    trace.append(Trace.Step(verbs: verbs, standings: [Self.old, Self.new]))
    let judge = Judge(arm: Arm(strategy: .slots, durability: .full), trace: trace)
    func kind(_ first: Standing, _ second: Observation.Found, at count: Int) -> PowerFinding.Kind? {
      judge.judge(Observation(found: [.standing(first), second]), at: count)?.kind
    }
    #expect(kind(Self.new, .absent, at: 8) == nil)
    #expect(kind(Self.old, .standing(Self.new), at: 8) == nil)
    #expect(kind(Self.new, .absent, at: 9) == .lost)
    #expect(kind(Self.new, .standing(Self.new), at: 9) == nil)
    #expect(kind(Self.new, .standing(Self.new), at: 10) == .lost)
    #expect(kind(Self.old, .standing(Self.new), at: 10) == nil)
  }
}
