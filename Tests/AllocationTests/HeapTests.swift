import FileSessions
import Foundation
import Testing

/// Through the synchronous verbs, with a payload of 512 bytes, once a store is warm.
///
/// Only of optimised code is it said: without optimisation closures and enums go through the heap.
@Suite(
  "Allocations beyond the caller's payload",
  .enabled(if: AllocationCounter.isAvailable, "needs glibc, and no sanitizer"),
  .enabled(if: AllocationCounter.isOptimised, "needs -c release -Xswiftc -enable-testing"))
struct HeapTests {
  static let sound = FileSessionStore.Strategy.presets.filter(\.strategy.isSound).map(\.name)

  @Test("The counter counts: the check can fail")
  func canFail() {
    var kept: [[UInt8]] = []
    let count = AllocationCounter.count {
      for size in 1...3 { kept.append([UInt8](repeating: 1, count: 1000 * size)) }
    }
    #expect(count >= 3)
    #expect(kept.count == 3)
    #expect(AllocationCounter.count {} == 0)
  }

  @Test("A save makes none", arguments: sound)
  func savesWithout(_ preset: String) throws {
    let store = try WarmStore(preset)
    #expect(try store.allocations { try $0.save($1.span, for: $2) } == 0)
  }

  @Test("A load makes one, which is the payload it returns", arguments: sound)
  func loadsWithOne(_ preset: String) throws {
    let store = try WarmStore(preset)
    #expect(try store.allocations { store, _, id in _ = try store.load(id) } == 1)
  }

  @Test("A load that lends its payload makes none", arguments: sound)
  func lendsWithout(_ preset: String) throws {
    let store = try WarmStore(preset)
    #expect(try store.allocations { store, _, id in _ = try store.load(id) { payload, _ in payload.count } } == 0)
  }

  @Test("A load of an unknown id makes none", arguments: sound)
  func missesWithout(_ preset: String) throws {
    let store = try WarmStore(preset)
    let unknown = SessionID(key: "nobody")
    #expect(try store.allocations { store, _, _ in _ = try store.load(unknown) } == 0)
  }
}

/// A store with one session, which has done everything before it is counted.
final class WarmStore {
  private static let rounds = 50

  private let path = NSTemporaryDirectory() + "file-sessions-allocations-\(UUID().uuidString)"
  private let store: FileSessionStore
  private let id = SessionID(key: "a session")
  private let payload = [UInt8](repeating: 0x61, count: 512)

  init(_ preset: String) throws {
    store = try FileSessionStore(directory: path, configuration: .init(strategy: try .init(preset)))
    let payload = payload
    try store.blocking.create(payload.span, as: id)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// How many allocations an operation makes, on the average of several in a row.
  func allocations(_ operation: (FileSessionStore.Blocking, [UInt8], SessionID) throws -> Void) throws -> Double {
    let blocking = store.blocking
    for _ in 0..<Self.rounds { try operation(blocking, payload, id) }
    let count = try AllocationCounter.count {
      for _ in 0..<Self.rounds { try operation(blocking, payload, id) }
    }
    return Double(count) / Double(Self.rounds)
  }
}
