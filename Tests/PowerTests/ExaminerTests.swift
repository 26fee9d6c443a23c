import FileSessions
import Foundation
import TestSupport
import Testing

@testable import FileSessionsPower

/// The verbs are run in a directory, which is damaged by hand as a disk would do it: what is then seen and judged.
@Suite("A damaged directory")
struct ExaminerTests {
  private let folder: TemporaryDirectory
  private let arm: Arm
  private let trace: Trace
  private var directory: String { folder.path("files") }

  init() throws {
    folder = try TemporaryDirectory()
    arm = Arm(strategy: .slots, durability: .full)
    let directory = folder.path("files")
    let mode = [FileAttributeKey.posixPermissions: 0o700]
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false, attributes: mode)
    trace = try Driver(arm, directory: directory, log: DiskLog(path: folder.path("log"))).run()
  }

  private func finding() -> PowerFinding? {
    let observation = Examiner(arm, trace, directory: directory).examine(0)
    return Judge(arm: arm, trace: trace).judge(observation, at: trace.events.count)
  }

  /// Of a session that is there at the end.
  private func file() throws -> String {
    let session = try #require(trace.sessions.indices.first { trace.standing($0, after: trace.steps.count) != nil })
    return "\(directory)/\(EntryName.session(trace.sessions[session].digest))"
  }

  @Test("As it is: nothing, though every verb was run")
  func undamaged() {
    let names = Set(trace.events.map { trace.verb($0).name })
    #expect(
      names == [
        Trace.open, Trace.create, Trace.save, Trace.update, Trace.touch, Trace.put, Trace.delete, Trace.rotate,
        Trace.rotateWithGrace, Trace.outgrow, Trace.sweep, Trace.convert,
      ])
    #expect(trace.steps.contains { $0.verbs.count > 1 })
    #expect(finding() == nil)
  }

  @Test("A file that is gone, or empty, is a loss")
  func missingFile() throws {
    let file = try file()
    try FileManager.default.removeItem(atPath: file)
    #expect(finding()?.kind == .lost)
  }

  @Test("A file of zeros is torn")
  func zeros() throws {
    let file = try file()
    let count = try Data(contentsOf: URL(fileURLWithPath: file)).count
    try Data(count: count).write(to: URL(fileURLWithPath: file))
    #expect(finding()?.kind == .torn)
  }

  @Test("A session that was deleted and is there is revived")
  func revivedSession() throws {
    let session = try #require(trace.sessions.indices.last { trace.standing($0, after: trace.steps.count) == nil })
    let store = try PublicStore(directory, configuration())
    try store.put(try #require(trace.submitted[session].first), trace.sessions[session])
    #expect(finding()?.kind == .revived)
  }

  private func configuration() -> FileSessionStore.Configuration {
    let now = trace.now
    var configuration = arm.configuration(.custom { now })
    configuration.strategy = arm.target
    return configuration
  }

  @Test("What a sweep leaves and nobody declared is a finding, and so is a store that cannot be opened")
  func unusable() throws {
    try Data().write(to: URL(fileURLWithPath: directory + "/foreign"))
    #expect(finding()?.kind == .unusable)
    try FileManager.default.removeItem(atPath: directory + "/foreign")
    try Data().write(to: URL(fileURLWithPath: directory + "/store"))
    #expect(finding()?.kind == .unusable)
  }
}
