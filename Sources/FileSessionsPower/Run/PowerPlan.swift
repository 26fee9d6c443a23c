package import FileSessions

/// What is looked at: which strategies, and how much of each.
package struct PowerPlan: Sendable {
  let arms: [Arm]
  let faults: [Arm]
  /// How large values are: each in a run of its own.
  let byteCounts: [Int]
  let limit: Int
  let faultLimit: Int

  /// - Parameter strategies: those of all presets that promise to survive kills, where none is named.
  package init(_ strategies: [FileSessionStore.Strategy]?, isQuick: Bool) {
    let chosen =
      strategies
      ?? (isQuick
        ? [.slots, .lockFileRename]
        : FileSessionStore.Strategy.presets.map(\.strategy).filter {
          $0.guarantees.isSuperset(of: [.sound, .killSafe])
        })
    let durabilities: [FileSessionStore.Durability] = [.full, .data, .none]
    arms = chosen.flatMap { strategy in durabilities.map { Arm(strategy: strategy, durability: $0) } }
    faults = chosen.filter { $0 == .slots || $0 == .lockFileRename }.flatMap { strategy in
      PlantedFault.allCases.map { fault in
        Arm(strategy: strategy, durability: fault == .durabilityNone ? .none : .full, fault: fault)
      }.filter { $0.fault != .outgrowDirectory || strategy == .slots }
    }
    byteCounts = isQuick ? [400] : [400, 3000]
    (limit, faultLimit) = isQuick ? (25, 400) : (.max, .max)
  }
}

extension Arm {
  /// The preset's name, or the definition.
  var name: String { strategy.presetName ?? "\(strategy)" }
}
