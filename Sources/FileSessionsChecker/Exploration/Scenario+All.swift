// What is explored for every strategy.

extension Scenario {
  /// One client by itself: what it does, and what is left of it when it is killed.
  private static let alone: [Scenario] =
    [Operation.Verb.save, .saveLarge, .update, .touch, .put, .delete, .rotate].map {
      Scenario(beginning: .live, programs: [[$0]])
    } + [.create, .put].map { Scenario(beginning: .absent, programs: [[$0]]) }
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

  /// Four clients.
  private static let crowded: [Scenario] = [
    Scenario(beginning: .live, programs: [[.update], [.update], [.delete], [.create]]),
    Scenario(beginning: .live, programs: [[.update], [.update], [.update], [.load]]),
  ]

  /// One call fails, at any point, of any client.
  private static let faulty: [Scenario] =
    (alone + [
      Scenario(beginning: .live, programs: [[.save], [.load]]),
      Scenario(beginning: .live, programs: [[.update], [.update]]),
      Scenario(beginning: .live, programs: [[.update], [.delete]]),
      Scenario(beginning: .absent, programs: [[.create], [.create]]),
      Scenario(beginning: .live, programs: [[.saveLarge], [.update]]),
    ]).map { scenario in
      var scenario = scenario
      scenario.faults = 1
      return scenario
    }

  /// In which way clients run. One of them may be killed at any point; what happens without a kill is part of it.
  private func variants(_ all: [Clients]) -> [Scenario] {
    all.filter { $0 == .processes || programs.count > 1 }.map { clients in
      var variant = self
      (variant.clients, variant.kills) = (clients, 1)
      return variant
    }
  }

  /// - Parameter isSoundPreset: whether the strategy is one of the sound presets, which are explored with four clients
  ///   as well. (Of others every fault shows with three, and four make too many states of what does not exclude.)
  /// - Parameter takesTurns: whether threads of one process are anything else to it than processes.
  static func all(isQuick: Bool, isSoundPreset: Bool, takesTurns: Bool) -> [Scenario] {
    let clients = takesTurns ? Clients.allCases : [Clients.processes]
    return (alone + together).flatMap { $0.variants(clients) } + faulty + (isSoundPreset && !isQuick ? crowded : [])
  }
}
