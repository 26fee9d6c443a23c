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
    /// A and B are threads of one process; every other client is a process of its own.
    case mixed

    /// As a sentence has it.
    var words: String {
      switch self {
      case .processes: "processes"
      case .threads: "threads of one process"
      case .mixed: "A and B threads of one process"
      }
    }
  }

  /// What a process keeps in memory from one operation to the next.
  enum Memory: String, Hashable, Sendable, CaseIterable {
    case nothing
    /// Session files stay open.
    case descriptors
    /// Loads are answered from memory; files stay open as well, where the strategy can have that.
    case loads
  }

  var beginning: Beginning
  /// By client, its operations in order.
  var programs: [[Operation.Verb]]
  var clients = Clients.processes
  var memory = Memory.nothing
  /// How many processes may be killed, each at any point.
  var kills = 0
  /// How many calls may fail, each at any point.
  var faults = 0
  /// How many of those who wait may give up, each at any point.
  var giveUps = 0
  /// Where the clock stands, in seconds, and where it is set to, each at any point, one after the other.
  var times = [0]
  /// In how many pieces a record is read and written.
  var cuts = Cuts.two
  /// Whether the power may fail, at any point, and what that means.
  var powerCut: PowerCut?

  /// The same with something else.
  func changed(_ change: (inout Scenario) -> Void) -> Scenario {
    var scenario = self
    change(&scenario)
    return scenario
  }

  /// `update ‖ delete, create ‖ load`
  var name: String {
    programs.map { $0.map(\.rawValue).joined(separator: ", ") }.joined(separator: " ‖ ")
  }

  var operations: [Operation] {
    programs.enumerated().flatMap { client, verbs in
      verbs.enumerated().map { place, verb in
        Operation(verb: verb, client: client, place: place, takesLocalLocks: isThread(client))
      }
    }
  }

  /// What the observer does before it begins.
  var preparations: [Operation] {
    var session = Operation(verb: .create, client: Self.observer, place: 0)
    session.secondsEarlier = beginning == .live && powerCut != nil ? 30 : Self.secondsBefore(beginning)
    var other = Operation(verb: .createOther, client: Self.observer, place: 0)
    other.secondsEarlier = 1
    return (beginning == .absent ? [] : [session]) + (hasOther ? [other] : [])
  }

  /// How long before the beginning a session was made.
  static func secondsBefore(_ beginning: Beginning) -> Int { beginning == .expired ? 100 : 1 }

  /// How long after the beginning a session is over that began 30 s before it and was not touched, and one that was
  /// touched lives.
  static let lateSeconds = 45

  /// Whether another session takes part, which lives from the beginning to the end.
  var hasOther: Bool { programs.joined().contains { $0.subject == .other } }

  var rotates: Bool { programs.joined().contains(.rotate) }

  /// The observer, who looks at what is left, is the last process, and alone.
  static let observer = KernelState.clientLimit - 1

  var processes: [Int] {
    let ofClients = (0..<Self.observer).map { isThread($0) ? 0 : $0 }
    return ofClients + [Self.observer]
  }

  /// Who may give up is told from who has just begun; so are the tries of the others.
  var tries: Automaton.Tries { giveUps > 0 ? .apart : .alike }

  var clock: Automaton.Clock { times.count > 1 ? .moves : .stands }

  /// Whether a schedule of it can be replayed on a real kernel.
  var isReplayable: Bool {
    faults == 0 && giveUps == 0 && memory == .nothing && powerCut == nil && cuts == .two && times.count == 1
  }

  /// What may happen beyond the clients' own steps, for a line of a list.
  var mishaps: String {
    (faults > 0 ? faults > 1 ? ", two calls fail" : ", one call fails" : "") + (kills > 1 ? ", two are killed" : "")
      + (times.count > 1 ? ", the clock says \(times.map(String.init).joined(separator: ", "))" : "")
      + (cuts == .four ? ", in four pieces" : "") + (giveUps > 0 ? ", one gives up" : "")
      + (powerCut.map { ", the power fails on \($0.name)" } ?? "")
  }

  /// Whether a quick run explores it as well.
  var isQuick: Bool { programs.count < (memory == .nothing ? 4 : 3) && (times.count == 1 || operations.count < 4) }

  /// Whether a client shares its process with others.
  func isThread(_ client: Int) -> Bool {
    switch clients {
    case .processes: false
    case .threads: true
    case .mixed: client < 2
    }
  }
}
