import FileSessions
import FileSessionsJSON
import TestSupport
import Testing

@Suite("Typed sessions: what a newer version of the program has stored")
struct UnknownPropertiesTests {
  private struct Inner: Codable, Equatable {
    var a = 0
    var b: Int? = 1
  }

  /// As the older version has it.
  private struct Value: Codable, Equatable {
    var name: String?
    var count = 0
    var inner = Inner()
    var list: [Inner] = []
    var free: [String: Int] = [:]
  }

  /// What there is, what the older version does to it, and what is there then.
  private struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let old: String
    let change: @Sendable (inout Value) -> Void
    let new: String

    init(_ name: String, _ old: String, _ new: String, _ change: @escaping @Sendable (inout Value) -> Void) {
      (testDescription, self.old, self.new, self.change) = (name, old, new, change)
    }
  }

  private static let cases: [Case] = [
    Case(
      "a property", #"{"count":1,"coupon":"X","free":{},"inner":{"a":0},"list":[]}"#,
      #"{"count":2,"coupon":"X","free":{},"inner":{"a":0},"list":[]}"#
    ) { $0.count = 2 },
    Case(
      "numbers, null, text and more in it",
      #"{"count":1,"free":{},"inner":{"a":0},"list":[],"x":[null,true,-9223372036854775808,18446744073709551615,0.1,"é\n\"",{"y":{}}]}"#,
      #"{"count":2,"free":{},"inner":{"a":0},"list":[],"x":[null,true,-9223372036854775808,18446744073709551615,0.1,"é\n\"",{"y":{}}]}"#
    ) { $0.count = 2 },
    Case(
      "inside of an object", #"{"count":1,"free":{},"inner":{"a":0,"c":{"d":1}},"list":[]}"#,
      #"{"count":1,"free":{},"inner":{"a":5,"c":{"d":1}},"list":[]}"#
    ) { $0.inner.a = 5 },
    Case(
      "the name of another one's", #"{"count":1,"free":{"count":1},"inner":{"a":0,"name":1},"list":[{"a":1}]}"#,
      #"{"count":2,"free":{"count":1},"inner":{"a":0,"name":1},"list":[{"a":1}]}"#
    ) { $0.count = 2 },
    Case(
      "what is known and removed is gone",
      #"{"count":1,"free":{"k":1,"l":2},"inner":{"a":0,"b":1},"list":[],"name":"n"}"#,
      #"{"count":1,"free":{"l":2},"inner":{"a":0},"list":[]}"#
    ) {
      $0.name = nil
      $0.inner.b = nil
      $0.free["k"] = nil
    },
    Case(
      "both at once", #"{"count":1,"coupon":"X","free":{"k":1},"inner":{"a":0,"b":1,"c":2},"list":[],"name":"n"}"#,
      #"{"count":1,"coupon":"X","free":{},"inner":{"a":0,"c":2},"list":[]}"#
    ) {
      $0.name = nil
      $0.inner.b = nil
      $0.free = [:]
    },
  ]

  @Test("is kept, and no more", arguments: StoreKind.allCases, cases)
  private func kept(_ kind: StoreKind, _ sample: Case) async throws {
    let store = try kind.open()
    let sessions = JSONSessions<Value>(store)
    for verb in ["update", "lock"] {
      let id = try await store.create(Array(sample.old.utf8)).id
      if verb == "update" {
        try await sessions.update(id) { sample.change(&$0) }
      } else {
        try await sessions.withLock(id) { locked in
          guard var value = locked.value else { return }
          sample.change(&value)
          try await locked.save(value)
        }
      }
      let payload = try #require(try await store.load(id)).payload
      #expect(String(decoding: payload, as: UTF8.self) == sample.new, "\(verb)")
    }
  }

  /// Reads what was called `name` before, and writes `user`.
  private struct Renamed: Codable, Equatable {
    var user: String?

    private enum Key: String, CodingKey { case user, name }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      user =
        try container.decodeIfPresent(String.self, forKey: .user)
        ?? container.decodeIfPresent(String.self, forKey: .name)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encodeIfPresent(user, forKey: .user)
    }
  }

  @Test(
    "An old name of what is known is not unknown: what was removed does not come back", arguments: StoreKind.allCases)
  func renamed(_ kind: StoreKind) async throws {
    let store = try kind.open()
    let sessions = JSONSessions<Renamed>(store)
    let id = try await store.create(Array(#"{"name":"alice","x":1}"#.utf8)).id
    try await sessions.update(id) { $0.user = nil }
    let value = try await sessions.load(id)?.value
    #expect(value != nil && value?.user == nil)
  }

  @Test("A value that replaces all of it replaces all of it", arguments: StoreKind.allCases)
  func replaced(_ kind: StoreKind) async throws {
    let store = try kind.open()
    let sessions = JSONSessions<Value>(store)
    let id = try await store.create(Array(Self.cases[0].old.utf8)).id
    try await sessions.save(Value(), for: id)
    let payload = try #require(try await store.load(id)).payload
    #expect(!String(decoding: payload, as: UTF8.self).contains("coupon"))
  }
}
