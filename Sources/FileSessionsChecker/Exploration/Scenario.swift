internal import FileSessions

/// What clients do, and from what they begin.
struct Scenario: Hashable, Sendable {
  enum Beginning: String, Hashable, Sendable, CaseIterable {
    case absent, live, expired
  }

  enum Clients: String, Hashable, Sendable, CaseIterable {
    /// Each a process of its own.
    case processes
    /// Threads of one process, which take turns.
    case threads
  }

  var beginning: Beginning
  /// By client, its operations in order.
  var programs: [[Operation.Verb]]
  var clients = Clients.processes
  /// How many processes may be killed, each at any point.
  var kills = 0
  /// How many calls may fail, each at any point.
  var faults = 0

  /// `update ‖ delete, create ‖ load`
  var name: String {
    programs.map { $0.map(\.rawValue).joined(separator: ", ") }.joined(separator: " ‖ ")
  }

  var operations: [Operation] {
    programs.enumerated().flatMap { client, verbs in
      verbs.enumerated().map { place, verb in
        Operation(verb: verb, client: client, place: place, takesTurns: clients == .threads)
      }
    }
  }

  /// The observer, who looks at what is left, is the last process, and alone.
  static let observer = World.clientLimit - 1

  var processes: [Int] {
    let ofClients = (0..<Self.observer).map { clients == .threads ? 0 : $0 }
    return ofClients + [Self.observer]
  }
}
