import FileSessionsChaos
import TestSupport
import Testing

@Suite struct OperationLogTests {
  private let directory: TemporaryDirectory
  private let log: OperationLog

  init() throws {
    directory = try TemporaryDirectory()
    let path = directory.path + "/log"
    try OperationLog.make(path, clients: 2, capacity: 3)
    log = try OperationLog(path, clients: 2, capacity: 3)
  }

  @Test func keepsWhatWasNoted() throws {
    let token = try #require(log.begin(1, .update, session: 2))
    let sighting = Sighting(ChainValue(session: 2, begunBy: 5).extended(by: token), isRotated: true)
    log.end(1, .done, sighting, newID: nil, error: nil)
    _ = log.begin(1, .rotate, session: 0)
    log.end(1, .done, nil, newID: String(repeating: "x", count: 43), error: nil)
    let operations = log.operations(1)
    #expect(log.operations(0).isEmpty)
    #expect(operations.map(\.verb) == [.update, .rotate])
    #expect(operations.map(\.session) == [2, 0])
    #expect(operations[0].token == token)
    #expect(operations[0].sighting == sighting)
    #expect(operations[1].newID?.count == 43)
    #expect(operations[0].invoked <= operations[0].ended && operations[0].ended <= operations[1].invoked)
  }

  @Test func aDeathEndsWhatWasBegun() throws {
    #expect(!log.closeAfterDeath(0, at: 1))
    let token = try #require(log.begin(0, .create, session: 1))
    #expect(log.operations(0).isEmpty)
    #expect(log.closeAfterDeath(0, at: .max))
    #expect(!log.closeAfterDeath(0, at: .max))
    let operation = try #require(log.operations(0).first)
    #expect(operation.outcome == .unknown && operation.token == token && operation.ended == .max)
    // The next process of that client goes on behind it.
    #expect(log.begin(0, .load, session: 1, token: 0) != nil)
    log.end(0, .absent, nil, newID: nil, error: nil)
    #expect(log.operations(0).map(\.outcome) == [.unknown, .absent])
  }

  @Test func fullLogTakesNoMore() {
    for _ in 0..<3 {
      #expect(log.begin(0, .touch, session: 0) != nil)
      log.end(0, .done, nil, newID: nil, error: nil)
    }
    #expect(log.begin(0, .touch, session: 0) == nil)
    #expect(log.begin(1, .touch, session: 0) != nil)
  }
}
