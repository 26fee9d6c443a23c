internal import FileSessions

// What is explored with power cuts, under every durability and file system.

extension Scenario {
  /// One client by itself: what it was told, and what it was at.
  private static let cutAlone: [Scenario] =
    [
      [.save, .save], [.save, .delete], [.saveLarge, .save], [.saveLarge, .delete], [.update, .update], [.touch],
      [.save, .touch], [.put, .update], [.delete, .create], [.rotate, .delete], [.rotate, .updateNew],
      [.saveTwice, .update], [.saveIfUnchanged, .delete], [.touch, .delete],
    ].map { Scenario(beginning: .live, programs: [$0]) }
    + [[.create, .save], [.create, .delete], [.put, .saveLarge], [.create, .rotate]]
    .map { Scenario(beginning: .absent, programs: [$0]) }
    + [[.create, .save], [.sweep, .create], [.put, .delete]].map { Scenario(beginning: .expired, programs: [$0]) }

  /// Two clients.
  private static let cutTogether: [Scenario] =
    [
      [[.save], [.save]], [[.update], [.update]], [[.save], [.delete]], [[.saveLarge], [.update]],
      [[.rotate], [.update]], [[.rotate], [.delete]], [[.touch], [.save]], [[.delete], [.create]],
      [[.put], [.delete]], [[.sweep], [.save]], [[.delete], [.delete]], [[.saveLarge], [.delete]],
      [[.save], [.touch]],
    ].map { Scenario(beginning: .live, programs: $0) }
    + [[[.create], [.create]], [[.create], [.put]], [[.create], [.update]]]
    .map { Scenario(beginning: .absent, programs: $0) }
    + [[[.create], [.sweep]]].map { Scenario(beginning: .expired, programs: $0) }

  /// - Parameter isQuick: one client alone. So is all that is explored without durability, of which nothing is promised.
  static func powerCuts(_ powerCut: PowerCut, isQuick: Bool) -> [Scenario] {
    let isAlone = isQuick || powerCut.durability == .none
    let together = isAlone ? [] : cutTogether.map { $0.changed { $0.kills = 1 } }
    // A sync among others: what was acknowledged after it has to survive all the same.
    let faulty = isAlone ? [] : cutAlone.map { $0.changed { $0.faults = 1 } }
    return (cutAlone + together + faulty).map { $0.changed { $0.powerCut = powerCut } }
  }
}
