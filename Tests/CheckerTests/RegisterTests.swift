import Testing

@testable import FileSessionsChecker

/// The sequential specification of what is more than one write: two saves under one lock, a save for a version, a
/// rotation.
@Suite("Registers")
struct RegisterTests {
  private static let initial = Operation.initialPayload

  private static func operation(_ verb: Operation.Verb, _ client: Int = 0) -> Operation {
    Operation(verb: verb, client: client, place: 0)
  }

  private static func entries(
    _ verb: Operation.Verb, _ client: Int, after before: [Int] = [], _ outcome: Outcome?
  ) -> [History.Entry] {
    let bits = before.reduce(UInt16(0)) { $0 | 1 << UInt16($1 * KernelState.operationLimit) }
    return (0..<(verb == .saveTwice ? 2 : 1)).map { part in
      History.Entry(operation: operation(verb, client), before: bits, outcome: outcome, part: part)
    }
  }

  private func violation(
    _ entries: [History.Entry]..., last: Outcome? = nil, successor: Outcome? = nil
  ) -> Violation? {
    History(beginning: .live, entries: entries.flatMap(\.self), last: last, lastOfSuccessor: successor).violation
  }

  @Test("Of two saves for one version one is refused")
  func versions() {
    let saved = Self.entries(.saveIfUnchanged, 0, .updated(from: Self.initial))
    #expect(violation(saved, Self.entries(.saveIfUnchanged, 1, .conflict(from: Self.initial))) == nil)
    #expect(violation(saved, Self.entries(.saveIfUnchanged, 1, .updated(from: Self.initial))) == .lostUpdate)
    // Both refused, and nobody else saved anything.
    let refused = (0...1).flatMap { Self.entries(.saveIfUnchanged, $0, .conflict(from: Self.initial)) }
    #expect(violation(refused) == .unexpectedError)
  }

  @Test("Between two saves under one lock loads see the first, and nobody writes")
  func twoSaves() {
    let twice = Self.operation(.saveTwice)
    let saves = Self.entries(.saveTwice, 0, .updated(from: Self.initial))
    let end = Outcome.loaded(twice.secondPayload)
    #expect(violation(saves, Self.entries(.load, 1, .loaded(twice.payload)), last: end) == nil)
    #expect(violation(saves, Self.entries(.load, 1, after: [0], .loaded(twice.payload)), last: end) == .staleRead)
    let between = Self.entries(.update, 1, .updated(from: twice.payload))
    #expect(violation(saves, between, last: .loaded(twice.secondPayload)) == .lostUpdate)
    // Killed: neither, the first, or both.
    for value in [Self.initial, twice.payload, twice.secondPayload] {
      #expect(violation(Self.entries(.saveTwice, 0, nil), last: .loaded(value)) == nil)
    }
  }

  @Test("What a rotation makes holds what was rotated, and goes with it")
  func rotation() {
    let rotated = Self.entries(.rotate, 0, .rotated)
    let old = Outcome.loaded(Self.initial)
    #expect(violation(rotated, last: old, successor: old) == nil)
    #expect(violation(rotated, last: old, successor: .absent) == .missingSession)
    let deleted = Self.entries(.delete, 1, after: [0], .deleted)
    #expect(violation(rotated, deleted, last: .absent, successor: .absent) == nil)
    #expect(violation(rotated, deleted, last: .absent, successor: old) == .resurrected)
    let updated = Self.entries(.updateNew, 2, after: [0], .updated(from: Self.initial))
    let new = Outcome.loaded(Self.initial + [Self.operation(.updateNew, 2).mark])
    #expect(violation(rotated, updated, last: old, successor: new) == nil)
    #expect(violation(rotated, updated, last: old, successor: old) == .lostWrite)
  }
}
