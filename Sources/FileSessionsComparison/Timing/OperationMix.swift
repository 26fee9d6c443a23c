internal import Lab

/// What the operations of the timed phase are, and where they meet.
///
/// The catch phase keeps a mix of its own: it has to write, delete and sweep on few sessions, or nothing is provoked.
package struct OperationMix: Codable, Hashable, Sendable {
  /// The share of loads. Of the rest half are updates, three eighths saves, one eighth creates.
  package var reads: Double
  /// The share that goes to the few hot sessions, which are the same for all workers.
  package var hot: Double

  package init(reads: Double = 0.6, hot: Double = 0.33) {
    self.reads = reads
    self.hot = hot
  }

  /// 60 % loads, 20 % updates, 15 % saves and 5 % creates, as requests that mostly read their session would make.
  package static let usual = OperationMix()

  /// What makes no sense about it, for the user; `nil` where all is well.
  var objection: String? {
    let shares = [("--reads", reads), ("--hot", hot)]
    guard let (name, value) = shares.first(where: { !(0...1).contains($0.1) }) else { return nil }
    return "\(name) is a share and has to lie between 0 and 1, and \(value) does not"
  }

  /// Of all operations.
  func share(_ verb: TimedVerb) -> Double {
    switch verb {
    case .load: reads
    case .update: (1 - reads) * 0.5
    case .save: (1 - reads) * 0.375
    case .create: (1 - reads) * 0.125
    }
  }

  func choose(_ dice: inout Dice) -> TimedVerb {
    // Loads first: a share of 0 or 1 then holds without exception.
    guard dice.fraction() >= reads else { return .load }
    return switch dice.below(8) {
    case 0..<4: .update
    case 4..<7: .save
    default: .create
    }
  }

  /// For a heading: `60 % loads, 33 % on 4 sessions`.
  func words(sessions: Int) -> String {
    "\(Self.percent(reads)) loads, \(Self.percent(hot)) on \(HotChoice.hotCount(of: sessions)) sessions"
  }

  /// With one decimal where it takes one.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}

/// Which session an operation goes to: every worker prefers the same few.
///
/// Usually a third of the operations meets on four sessions; of the others 70 % go to a fifth of all, the rest to any.
/// That is what a browser with many parallel requests does to one session, and where strategies that do not exclude
/// each other lose data.
struct HotChoice: Sendable {
  let sessions: Int
  /// The share of the operations that goes to the hot sessions.
  var hot = OperationMix.usual.hot

  func callAsFunction(_ dice: inout Dice) -> Int {
    if dice.fraction() < hot { return dice.below(Self.hotCount(of: sessions)) }
    return dice.below(10) < 7 ? dice.below(max(1, sessions / 5)) : dice.below(sessions)
  }

  static func hotCount(of sessions: Int) -> Int { min(4, sessions) }
}
