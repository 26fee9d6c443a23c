import FileSessions
import Glibc
import Testing

/// Every call of every operation fails, with every error that it can answer, and what is promised holds.
@Suite("A call that fails in the middle of an operation")
struct FaultTests {
  private typealias Report = (@autoclosure () -> String, FaultScene.Run, FaultContract) -> Void

  private static let settings = FaultSetting.presets + FaultSetting.cover

  @Test("with any errno of its manual page: every one of every call", arguments: settings)
  func oneErrno(_ setting: FaultSetting) throws {
    var (possible, met) = (0, 0)
    try forEachCall(setting) { scene, number, kind, report in
      for error in setting.errors(of: kind) {
        possible += 1
        let request = scene.usual.script.requests[number]
        let run = scene.run { $0 == number ? .answering(error, to: $1) : nil }
        if run.script.met == [number] { met += 1 }
        let contract = FaultContract(scene: scene, errors: [error], kinds: [kind], failsToRemove: kind == .unlink)
        report("\(request), errno \(error)", run, contract)
      }
    }
    #expect(met == possible && met > 500)
    if FaultSetting.presets.contains(setting) {
      print("faults, \(setting.testDescription): \(met) of \(possible) times an operation, a call of it, and an errno")
    }
  }

  @Test("although it was made, as on a network file system", arguments: settings)
  func lie(_ setting: FaultSetting) throws {
    try forEachCall(setting) { scene, number, kind, report in
      let request = scene.usual.script.requests[number]
      guard kind.canLie(request) else { return }
      for error in kind.errors where [EIO, EEXIST, ENOENT].contains(error) {
        let run = scene.run { index, _ in index == number ? .lie(error) : nil }
        var contract = FaultContract(scene: scene, errors: [error], kinds: [kind])
        contract.isUncertain = true
        (contract.failsToRemove, contract.failsToUndo) = (kind == .open, kind == .open)
        report("\(request) was made, errno \(error)", run, contract)
      }
    }
  }

  @Test("A signal interrupts a call, once or three times: it is made again", arguments: settings)
  func interrupted(_ setting: FaultSetting) throws {
    try forEachCall(setting) { scene, number, kind, report in
      // What was to reach the disk is not asked for twice; a closed descriptor may be another's.
      guard kind.errors.contains(EINTR), kind != .synchronize, kind != .close else { return }
      let request = scene.usual.script.requests[number]
      for times in [1, 3] {
        let run = scene.run { index, asked in
          (number..<number + times).contains(index) && asked == request ? .answering(EINTR, to: asked) : nil
        }
        report(
          "\(request), interrupted \(times) times", run, FaultContract(scene: scene, errors: [EINTR], kinds: [kind]))
        #expect("\(run.result)" == "\(scene.usual.result)", "\(scene.operation): \(request)")
      }
    }
  }

  @Test("A read or write ends early, once", arguments: settings)
  func short(_ setting: FaultSetting) throws {
    try forEachCall(setting) { scene, number, kind, report in
      guard kind == .read || kind == .write else { return }
      let request = scene.usual.script.requests[number]
      for count in request.shortCounts {
        let run = scene.run { index, _ in index == number ? .short(count) : nil }
        // A write of nothing is a disk that does not work; at the end of a file there is no session.
        let errors: Set<CInt> = kind == .write && count == 0 ? [EIO] : []
        report("\(request) does \(count)", run, FaultContract(scene: scene, errors: errors, kinds: [kind]))
        if count > 0 { #expect("\(run.result)" == "\(scene.usual.result)", "\(scene.operation): \(request)") }
      }
    }
  }

  /// What happens on a way that only a failure leads to.
  @Test("and one of those after it as well", arguments: FaultSetting.presets)
  func two(_ setting: FaultSetting) throws {
    let errors = [EIO, ENOSPC, EINTR, ENOENT, EACCES]
    try forEachCall(setting) { scene, number, kind, report in
      let choice: (Int, SystemRequest) -> FaultInjector.Fault? = { $0 == number ? .answering(EIO, to: $1) : nil }
      let requests = scene.run(choice).script.requests
      for later in requests.indices.dropFirst(number + 1) {
        guard let second = CallKind(requests[later]) else { continue }
        for error in errors {
          let run = scene.run { $0 == later ? .answering(error, to: $1) : choice($0, $1) }
          var contract = FaultContract(scene: scene, errors: [EIO, error], kinds: [kind, second])
          contract.failsToRemove = kind == .unlink || second == .unlink
          contract.failsToUndo = [kind, second].allSatisfy { [.write, .truncate, .unlink].contains($0) }
          report("\(requests[number]), errno \(EIO), then \(requests[later]), errno \(error)", run, contract)
        }
      }
    }
  }

  /// Calls `body` with each call that can fail of each operation, as it runs without a fault.
  private func forEachCall(
    _ setting: FaultSetting,
    _ body: (FaultScene, Int, CallKind, Report) throws -> Void
  ) throws {
    var reported = 0
    for operation in EngineOperation.allCases {
      let scene = try FaultScene(setting, operation)
      for (number, request) in scene.usual.script.requests.enumerated() {
        guard let kind = CallKind(request) else { continue }
        try body(scene, number, kind) { fault, run, contract in
          for problem in contract.problems(of: run) where reported < 10 {
            reported += 1
            Issue.record("\(operation), \(fault()): \(run.result): \(problem)")
          }
        }
      }
    }
  }
}

extension CallKind {
  /// Whether an answer can be lost on its way from a file server that has made the call.
  fileprivate func canLie(_ request: SystemRequest) -> Bool {
    switch request {
    case .open(_, _, let flags): flags.contains(.exclusiveCreate) || flags.contains(.create)
    case .close, .rename, .link, .unlink: true
    default: false
    }
  }
}

extension SystemRequest {
  /// Of a read or write: nothing, one byte, all but one.
  fileprivate var shortCounts: [Int] {
    switch self {
    case .write(_, let bytes, _): Array(Set([0, 1, bytes.count - 1])).filter { $0 < bytes.count }
    case .read: [0, 1, 40, 143]
    default: []
    }
  }
}
