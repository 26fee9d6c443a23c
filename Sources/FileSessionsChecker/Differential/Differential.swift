internal import FileSessions

/// Runs sequences on both kernels until they differ.
package struct Differential {
  /// Where two kernels differ.
  package struct Finding: Encodable, Sendable {
    package var seed: UInt64
    /// The calls that are left of the sequence, each with both answers; the last one differs.
    package var calls: [String]
  }

  package struct Count: Sendable {
    package var sequences = 0
    package var calls = 0
    package var findings: [Finding] = []
  }

  private let real: RealRun
  private let mutation: KernelMutation?

  /// - Parameter command: the program and arguments that start a `KernelClient`, but for the directory.
  package init(_ command: [String], directory: String) throws {
    try self.init(command, directory: directory, mutation: nil)
  }

  init(_ command: [String], directory: String, mutation: KernelMutation?) throws {
    real = try RealRun(command, directory: directory)
    self.mutation = mutation
  }

  /// - Parameter proceed: called after each sequence; `false` ends it.
  package func run(
    seeds: Range<UInt64>, findingLimit: Int = 3, _ proceed: (Count) -> Bool = { _ in true }
  ) throws -> Count {
    var count = Count()
    for seed in seeds {
      let program = ProgramGenerator.program(seed: seed)
      let run = SimulatedRun.whole(program, mutation: mutation)
      count.sequences += 1
      count.calls += run.exchanges.count
      if try real.difference(run.exchanges) != nil {
        count.findings.append(try finding(in: shrunk(program)))
        if count.findings.count >= findingLimit { break }
      }
      guard proceed(count) else { throw CancellationError() }
    }
    return count
  }

  /// Without the calls that the difference does not need: each is left out, and stays out where it still differs.
  private func shrunk(_ program: KernelProgram) throws -> KernelProgram {
    var program = program
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for index in program.calls.indices.reversed() {
        var shorter = program
        shorter.calls.remove(at: index)
        guard try real.difference(SimulatedRun.whole(shorter, mutation: mutation).exchanges) != nil else { continue }
        program = shorter
        hasChanged = true
      }
    }
    return program
  }

  private func finding(in program: KernelProgram) throws -> Finding {
    let exchanges = SimulatedRun.whole(program, mutation: mutation).exchanges
    guard let (place, answer) = try real.difference(exchanges) else {
      return Finding(seed: program.seed, calls: ["a difference that did not come back"])
    }
    let lines = exchanges[...place].enumerated().map { index, exchange in
      let text = "\(index + 1). process \(exchange.call.client): \(exchange.text)"
      return index < place ? text : "\(text); the real kernel: \(answer.text)"
    }
    // What only looks, and found nothing, says nothing.
    let calls = lines.enumerated().filter { $0.offset < program.calls.count || $0.offset == place }.map(\.element)
    return Finding(seed: program.seed, calls: calls)
  }
}
