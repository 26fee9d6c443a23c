internal import FileSessions

// What is explored for every strategy.

extension Scenario {
  /// One client by itself: what it does, and what is left of it when it is killed.
  private static let alone: [Scenario] =
    [
      [.save], [.saveLarge], [.update], [.touch], [.put], [.delete], [.rotate], [.rotate, .delete], [.saveTwice],
      [.saveIfUnchanged],
    ].map { Scenario(beginning: .live, programs: [$0]) }
    + [.create, .put].map { Scenario(beginning: .absent, programs: [[$0]]) }
    + [.create, .sweep].map { Scenario(beginning: .expired, programs: [[$0]]) }

  private static let together: [Scenario] = [
    Scenario(beginning: .live, programs: [[.save], [.load]]),
    Scenario(beginning: .live, programs: [[.update], [.update]]),
    Scenario(beginning: .live, programs: [[.update], [.update], [.load]]),
    Scenario(beginning: .live, programs: [[.update], [.update], [.update]]),
    Scenario(beginning: .live, programs: [[.save], [.update], [.load]]),
    Scenario(beginning: .live, programs: [[.update], [.delete]]),
    Scenario(beginning: .live, programs: [[.update], [.delete], [.create]]),
    Scenario(beginning: .live, programs: [[.update], [.delete], [.create, .update]]),
    Scenario(beginning: .live, programs: [[.save], [.delete], [.load]]),
    Scenario(beginning: .live, programs: [[.touch], [.delete], [.create]]),
    Scenario(beginning: .live, programs: [[.touch], [.update]]),
    Scenario(beginning: .live, programs: [[.delete, .create], [.update]]),
    Scenario(beginning: .live, programs: [[.update, .update], [.update]]),
    Scenario(beginning: .live, programs: [[.save, .load], [.load, .load]]),
    Scenario(beginning: .live, programs: [[.put], [.delete], [.load]]),
    Scenario(beginning: .live, programs: [[.rotate], [.update], [.load]]),
    Scenario(beginning: .live, programs: [[.rotate], [.delete]]),
    Scenario(beginning: .live, programs: [[.rotate, .loadNew], [.update]]),
    Scenario(beginning: .live, programs: [[.rotate, .loadNew], [.sweep]]),
    Scenario(beginning: .live, programs: [[.rotate, .updateNew], [.delete]]),
    Scenario(beginning: .live, programs: [[.saveIfUnchanged], [.saveIfUnchanged]]),
    Scenario(beginning: .live, programs: [[.saveIfUnchanged], [.delete, .create]]),
    Scenario(beginning: .live, programs: [[.saveIfUnchanged], [.touch], [.save]]),
    Scenario(beginning: .live, programs: [[.saveTwice], [.load, .load]]),
    Scenario(beginning: .live, programs: [[.saveTwice], [.update]]),
    Scenario(beginning: .live, programs: [[.saveTwice], [.delete]]),
    Scenario(beginning: .live, programs: [[.update], [.updateOther]]),
    Scenario(beginning: .live, programs: [[.saveLarge], [.update], [.load]]),
    Scenario(beginning: .live, programs: [[.saveLarge], [.delete], [.create]]),
    Scenario(beginning: .live, programs: [[.saveLarge, .update], [.update]]),
    Scenario(beginning: .live, programs: [[.sweep], [.update], [.delete]]),
    Scenario(beginning: .absent, programs: [[.create], [.create], [.load]]),
    Scenario(beginning: .absent, programs: [[.create], [.delete], [.create]]),
    Scenario(beginning: .absent, programs: [[.create, .update], [.create, .delete]]),
    Scenario(beginning: .absent, programs: [[.put], [.put], [.load]]),
    Scenario(beginning: .absent, programs: [[.create], [.sweep], [.load]]),
    Scenario(beginning: .expired, programs: [[.create], [.sweep], [.load]]),
    Scenario(beginning: .expired, programs: [[.put], [.touch], [.load]]),
    Scenario(beginning: .expired, programs: [[.sweep], [.sweep]]),
  ]

  /// Two sessions whose locks lie on one file.
  private static let neighbours: [Scenario] = [
    Scenario(beginning: .live, programs: [[.update], [.updateOther], [.update]]),
    Scenario(beginning: .live, programs: [[.update], [.loadOther], [.update]]),
    Scenario(beginning: .live, programs: [[.delete], [.updateOther], [.create]]),
  ]

  /// Four clients.
  private static let crowded: [Scenario] = [
    Scenario(beginning: .live, programs: [[.update], [.update], [.delete], [.create]]),
    Scenario(beginning: .live, programs: [[.update], [.update], [.update], [.load]]),
  ]

  /// Somebody loads again what somebody else may have changed meanwhile.
  private static let repeated: [Scenario] =
    [
      [[.load, .load], [.save]], [[.load, .load], [.update], [.load]], [[.load, .load], [.save], [.load, .load]],
      [[.load, .load], [.delete, .create]], [[.load, .load], [.delete], [.put]], [[.load, .load], [.rotate]],
      [[.load, .load], [.saveLarge], [.update]], [[.load, .load], [.touch]], [[.load, .update], [.update, .load]],
      [[.load, .save], [.load, .save]], [[.load, .delete], [.saveLarge, .load]], [[.load, .load], [.save, .save]],
      [[.load, .update], [.delete], [.create]],
    ].map { Scenario(beginning: .live, programs: $0) }
    + [
      Scenario(beginning: .expired, programs: [[.load, .load], [.put]]),
      Scenario(beginning: .expired, programs: [[.load, .load], [.sweep]]),
      Scenario(beginning: .absent, programs: [[.load, .load], [.create, .update]]),
    ]

  /// What is kept in memory from one operation to the next, and by whom.
  private static func remembering(_ strategy: FileSessionStore.Strategy) -> [Scenario] {
    var memories: [Memory] = []
    if strategy.keepsInodes { memories.append(.descriptors) }
    // A store refuses to remember loads of any other.
    if strategy.isSound, WriteMode(strategy) != .truncateOnOpen { memories.append(.loads) }
    return memories.flatMap { memory in
      // Of processes that do one thing each none uses what it keeps.
      let scenarios = together.flatMap { $0.variants(Clients.allCases) }.filter { $0.sharesMemory && !$0.sweeps }
      let all = repeated.flatMap { $0.variants(Clients.allCases) } + (memory == .descriptors ? scenarios : [])
      // What is kept ends when the session does, also by a clock that moves.
      let timed = clocked.filter { $0.sharesMemory && !$0.sweeps }
      let threads = timed.filter { $0.operations.count < 4 }.map { $0.changed { $0.clients = .threads } }
      return (all.filter { !$0.hasOther } + timed + threads).map { $0.changed { $0.memory = memory } }
    }
  }

  /// A sweep opens every file anew.
  private var sweeps: Bool { programs.joined().contains(.sweep) }

  private var sharesMemory: Bool { clients != .processes || programs.contains { $0.count > 1 } }

  /// One call fails, at any point, of any client.
  private static let faulty: [Scenario] =
    (alone + [
      Scenario(beginning: .live, programs: [[.save], [.load]]),
      Scenario(beginning: .live, programs: [[.update], [.update]]),
      Scenario(beginning: .live, programs: [[.update], [.delete]]),
      Scenario(beginning: .absent, programs: [[.create], [.create]]),
      Scenario(beginning: .live, programs: [[.saveLarge], [.update]]),
    ]).map { $0.changed { $0.faults = 1 } }

  /// Two calls fail, of one operation or of two. Not of what writes in place: there the second one undoes the repair of
  /// the first.
  private static let faultyTwice: [Scenario] =
    (alone
    + [[[.save], [.update]], [[.delete], [.create]], [[.rotate], [.delete]], [[.saveLarge], [.touch]]].map {
      Scenario(beginning: .live, programs: $0)
    }
    + [Scenario(beginning: .absent, programs: [[.create], [.put]])]).map { $0.changed { $0.faults = 2 } }

  /// Two clients are killed, the second one perhaps while it clears up after the first.
  private static let killedTwice: [Scenario] =
    ([
      [[.save], [.update]], [[.delete], [.create]], [[.rotate], [.delete]], [[.saveLarge], [.update]],
      [[.put], [.delete]], [[.saveTwice], [.save]], [[.save], [.save], [.load]], [[.update], [.update], [.update]],
      [[.delete], [.delete], [.create]], [[.saveLarge], [.saveLarge], [.update]], [[.rotate], [.delete], [.update]],
      [[.save], [.delete], [.put]], [[.delete], [.create], [.load]],
    ].map { Scenario(beginning: .live, programs: $0) } + [
      Scenario(beginning: .absent, programs: [[.create], [.create]]),
      Scenario(beginning: .absent, programs: [[.create], [.put], [.create]]),
      Scenario(beginning: .expired, programs: [[.sweep], [.create], [.delete]]),
    ]).map { $0.changed { $0.kills = 2 } }

  /// A reader may put a record together from four times.
  private static let inFourPieces: [Scenario] =
    [
      [[.save, .save], [.load]], [[.delete], [.load]], [[.rotate], [.load]], [[.saveLarge], [.load]],
      [[.touch, .save], [.load]], [[.delete], [.create], [.load]], [[.delete], [.put], [.load]],
      [[.delete], [.save], [.load]], [[.save], [.save], [.load]], [[.rotate], [.delete], [.load]],
      [[.saveLarge], [.save], [.load]], [[.delete], [.update], [.delete]],
    ].map { Scenario(beginning: .live, programs: $0, kills: 1, cuts: .four) }

  /// The clock moves: on to where only what was used lives, beyond every deadline, past a grace period, and back.
  private static let clocked: [Scenario] =
    [
      at([0, 50, 70], [[.update, .load], [.load]]), at([0, 50, 70], [[.touch, .load], [.save]]),
      at([0, 70], [[.touch], [.sweep], [.load]]), at([0, 70], [[.update], [.load], [.sweep]]),
      at([0, 50, 70], [[.put], [.load, .save]]), at([0, 700], [[.save, .create], [.sweep]]),
      at([0, 700], [[.update], [.create], [.load]]), at([0, 700], [[.delete], [.create, .load]]),
      at([0, 700], [[.saveLarge], [.sweep], [.update]]), at([0, 5, 15], [[.rotate, .updateNew], [.load, .load]]),
      at([0, 15], [[.rotate, .delete], [.sweep]]),
      at([0, 5, 80], [[.rotate, .loadNew], [.sweep, .load]]),
      at([0, -100, 0], [[.update, .load], [.sweep]]), at([0, -100, 0], [[.touch, .save], [.load]]),
      at([0, -100, 0], [[.delete], [.create, .load]]), at([0, -100, 0], [[.sweep], [.load, .put]], .expired),
      at([0, -100, 0], [[.create], [.sweep, .load]], .expired),
    ]

  private static func at(_ times: [Int], _ programs: [[Operation.Verb]], _ beginning: Beginning = .live) -> Scenario {
    Scenario(beginning: beginning, programs: programs, kills: 1, times: times)
  }

  /// One of those who wait, for the local lock or for the kernel's, is cancelled or has no time left. (Left out: a
  /// wait that ends because the file is replaced again and again, and one in which others are let go first.)
  private static let impatient: [Scenario] =
    [
      [[.update], [.update]], [[.save], [.update], [.load]], [[.saveTwice], [.update]], [[.delete], [.update]],
      [[.rotate], [.delete], [.update]], [[.put], [.saveIfUnchanged], [.update]], [[.saveLarge], [.load], [.update]],
    ].map { Scenario(beginning: .live, programs: $0) }
    + [Scenario(beginning: .absent, programs: [[.create], [.put], [.delete]])]

  /// In which way clients run. One of them may be killed at any point; what happens without a kill is part of it.
  private func variants(_ all: [Clients]) -> [Scenario] {
    all.filter { programs.count >= $0.fewest }.map { clients in changed { ($0.clients, $0.kills) = (clients, 1) } }
  }

  /// - Parameter members: the strategies that `strategy` stands for.
  static func all(
    of strategy: FileSessionStore.Strategy, _ members: [FileSessionStore.Strategy], isQuick: Bool
  ) -> [Scenario] {
    // Threads of one process are nothing else than processes to what takes no lock.
    var clients = strategy.lock == nil ? [Clients.processes] : Clients.allCases
    // What an unsound one fails at it fails at as processes, or as threads.
    let isPreset = members.contains { $0.presetName != nil }
    if !strategy.isSound, !isPreset { clients.removeAll { $0 == .mixed } }
    // Of others every fault shows with three clients, or with two where something is kept in memory; more make too many
    // states of what does not exclude.
    let waiting = isPreset ? impatient : impatient.filter { $0.programs.count < 3 }
    let isSoundPreset = isPreset && strategy.isSound
    let isKillSafe = strategy.guarantees.isSuperset(of: [.sound, .killSafe])
    let all =
      (alone + together + (strategy.sharesLockFiles ? neighbours : [])).flatMap { $0.variants(clients) } + faulty
      + (strategy.lock == nil
        ? [] : waiting.flatMap { $0.variants(clients) }.map { $0.changed { ($0.kills, $0.giveUps) = (0, 1) } })
      + (isKillSafe ? faultyTwice.filter { isPreset || $0.programs.count < 2 } : [])
      + (strategy.isSound ? (killedTwice + inFourPieces).filter { isPreset || $0.programs.count < 3 } : [])
      // When a session is over stands in its record, and does not depend on the kind of its lock.
      + (isSoundPreset ? clocked : [])
      + (isSoundPreset
        ? remembering(strategy) + crowded
        : remembering(strategy).filter { $0.programs.count < 3 && $0.times.count == 1 })
    return isQuick ? all.filter(\.isQuick) : all
  }
}

extension FileSessionStore.Strategy {
  fileprivate var sharesLockFiles: Bool {
    switch shape {
    case .striped, .byteRange: true
    case .unlocked, .dataFile, .lockFile, .slots: false
    }
  }
}

extension Scenario.Clients {
  /// With how many clients it is something else than the ways before it.
  fileprivate var fewest: Int {
    switch self {
    case .processes: 1
    case .threads: 2
    case .mixed: 3
    }
  }
}
