#if Demo
internal import Foundation

/// What a loaded server is asked for between two runs, one line each: `seed slots`, `forget slots`,
/// `settle slots`, `audit slots`.
struct LoadControl: Sendable {
  private let targets: [LoadSubject: any LoadTarget]

  init(_ targets: [LoadSubject: any LoadTarget]) { self.targets = targets }

  func reply(to line: String) async -> String {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 2, let subject = LoadSubject(rawValue: words[1]), let target = targets[subject] else {
      return "?"
    }
    do {
      switch words[0] {
      case "seed":
        try await target.seed()
        return "seeded"
      case "forget":
        target.tally.reset()
        return "forgotten"
      case "settle":
        // Asked and answered within milliseconds; nothing tells when the last one has ended.
        while target.tally.inFlight > 0 { try await Task.sleep(for: .milliseconds(1)) }
        return "settled"
      default: break
      }
      let count = LoadCount(tally: target.tally.now, counts: try await target.values().map { $0?.count })
      return String(decoding: try JSONEncoder().encode(count), as: UTF8.self)
    } catch {
      return "failed: \(error)"
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
