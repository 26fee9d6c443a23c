#if Demo
internal import FileSessionsComparison
internal import Foundation

/// What a loaded server is asked for between two runs, one line each: `seed slots`, `forget slots`,
/// `settle slots`, `audit slots`.
struct LoadControl: Sendable {
  private let targets: [LoadSubject: any LoadTarget]

  init(_ targets: [LoadSubject: any LoadTarget]) { self.targets = targets }

  /// Answers lines on a thread of its own; at the end of the input the process ends.
  func start() {
    Thread {
      let channel = LineChannel(input: STDIN_FILENO, output: .standardOutput)
      while let line = channel.receive() {
        let answer = Reply()
        let done = DispatchSemaphore(value: 0)
        Task {
          answer.take(await reply(to: String(decoding: line, as: UTF8.self)))
          done.signal()
        }
        done.wait()
        try? channel.send(answer.line)
      }
      kill(getpid(), SIGTERM)
    }.start()
  }

  private func reply(to line: String) async -> Data {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 2, let subject = LoadSubject(rawValue: words[1]), let target = targets[subject] else {
      return Data("?".utf8)
    }
    do {
      switch words[0] {
      case "seed":
        try await target.seed()
        return Data("seeded".utf8)
      case "forget":
        target.tally.reset()
        return Data("forgotten".utf8)
      case "settle":
        // Asked and answered within milliseconds; nothing tells when the last one has ended.
        while target.tally.inFlight > 0 { try await Task.sleep(for: .milliseconds(1)) }
        return Data("settled".utf8)
      default: break
      }
      return try JSONEncoder().encode(
        LoadCount(tally: target.tally.now, counts: try await target.values().map { $0?.count }))
    } catch {
      return Data("failed: \(error)".utf8)
    }
  }
}

/// What a server process answered and what its sessions hold.
struct LoadCount: Codable, Sendable {
  var tally: LoadTally.Counts
  /// `nil` for a session that is not there.
  var counts: [Int?]
}
#endif
