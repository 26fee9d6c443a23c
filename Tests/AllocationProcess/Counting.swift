import CAllocationCounter
import FileSessions
import Foundation

enum Counting {
  private static let rounds = 50

  static func run(in directory: String) throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    for (name, strategy) in FileSessionStore.Strategy.presets where strategy.isSound {
      let store = try FileSessionStore(directory: "\(directory)/\(name)", configuration: .init(strategy: strategy))
      try report(on: name, store.blocking)
    }
  }

  /// Counts with a payload of 512 bytes, through the synchronous verbs.
  private static func report(on preset: String, _ store: FileSessionStore.Blocking) throws {
    let (id, unknown) = (SessionID(key: "a session"), SessionID(key: "nobody"))
    let payload = [UInt8](repeating: 0x61, count: 512)
    try store.create(payload.span, as: id)
    var kept: [[UInt8]] = []
    try count(preset, "control") { kept = [[UInt8](repeating: 1, count: 600), [UInt8](repeating: 2, count: 600)] }
    guard kept.count == 2 else { return }
    try count(preset, "save") { try store.save(payload.span, for: id) }
    try count(preset, "load") { _ = try store.load(id) }
    try count(preset, "lend") { _ = try store.load(id) { payload, _ in payload.count } }
    try count(preset, "miss") { _ = try store.load(unknown) }
    try count(preset, "touch") { try store.touch(id) }
    try count(preset, "update") { try store.update(id) { $0.payload[0] &+= 1 } }
  }

  /// Prints how many allocations an operation makes once everything is warm, on the average of several.
  private static func count(_ preset: String, _ name: String, _ operation: () throws -> Void) throws {
    for _ in 0..<rounds { try operation() }
    allocation_counter_begin()
    for _ in 0..<rounds { try operation() }
    let count = allocation_counter_end()
    print(preset, name, Double(count) / Double(rounds))
  }
}
