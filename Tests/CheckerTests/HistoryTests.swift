import Testing

@testable import FileSessionsChecker

/// The judge by itself: histories of which anybody can tell whether they are right.
@Suite("Histories")
struct HistoryTests {
  private static let initial = Operation.initialPayload

  private static func entry(
    _ verb: Operation.Verb, _ client: Int, after before: [Int] = [], _ outcome: Outcome?
  ) -> History.Entry {
    let bits = before.reduce(UInt16(0)) { $0 | 1 << UInt16($1 * KernelState.operationLimit) }
    return History.Entry(operation: Operation(verb: verb, client: client, place: 0), before: bits, outcome: outcome)
  }

  private func violation(
    _ entries: [History.Entry], last: Outcome? = nil, _ beginning: Scenario.Beginning = .live
  ) -> Violation? {
    History(beginning: beginning, entries: entries, last: last).violation
  }

  @Test("One after the other, everything is explained")
  func sequential() {
    let saved = Operation(verb: .save, client: 0, place: 0).payload
    #expect(violation([Self.entry(.save, 0, .stored), Self.entry(.load, 1, after: [0], .loaded(saved))]) == nil)
    #expect(violation([Self.entry(.delete, 0, .deleted), Self.entry(.save, 1, after: [0], .notFound)]) == nil)
  }

  @Test("A load that began after a save does not answer what was before it")
  func stale() {
    let load = Self.entry(.load, 1, after: [0], .loaded(Self.initial))
    let saved = Operation(verb: .save, client: 0, place: 0).payload
    #expect(violation([Self.entry(.save, 0, .stored), load], last: .loaded(saved)) == .staleRead)
    // While the save was under way it may.
    #expect(violation([Self.entry(.save, 0, .stored), Self.entry(.load, 1, .loaded(Self.initial))]) == nil)
  }

  @Test("Two updates that begin from one value")
  func lostUpdate() {
    let both = [
      Self.entry(.update, 0, .updated(from: Self.initial)), Self.entry(.update, 1, .updated(from: Self.initial)),
    ]
    #expect(violation(both) == .lostUpdate)
  }

  @Test("A save after a delete revives; two creates of one session")
  func revival() {
    let save = Self.entry(.save, 1, after: [0], .stored)
    #expect(violation([Self.entry(.delete, 0, .deleted), save]) == .resurrected)
    #expect(violation([Self.entry(.create, 0, .stored), Self.entry(.create, 1, .stored)], .absent) == .doubleCreate)
  }

  @Test("What a killed client was at may have happened, but not after the kill")
  func killed() {
    let saved = Operation(verb: .save, client: 0, place: 0).payload
    let killed = Self.entry(.save, 0, nil)
    #expect(violation([killed], last: .loaded(saved)) == nil)
    #expect(violation([killed], last: .loaded(Self.initial)) == nil)
    // B began after the kill, and saw the old value: A's save can no longer happen.
    let load = Self.entry(.load, 1, after: [0], .loaded(Self.initial))
    #expect(violation([killed, load], last: .loaded(Self.initial)) == nil)
    #expect(violation([killed, load], last: .loaded(saved)) != nil)
  }

  @Test("A session that is there is found")
  func missing() {
    #expect(violation([Self.entry(.load, 0, .absent)], last: .loaded(Self.initial)) == .missingSession)
    #expect(violation([], last: .absent) != nil)
  }
}
