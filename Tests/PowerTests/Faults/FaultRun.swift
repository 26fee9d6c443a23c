import FileSessions
import Foundation
import Lab
import Synchronization

@testable import FileSessionsPower

/// One situation, met by every verb under every sound preset.
struct FaultRun: Sendable {
  let situation: Situation
  let durability: FileSessionStore.Durability
  let scratch: String

  static let presets = FileSessionStore.Strategy.presets.filter(\.strategy.isSound)

  /// - Returns: what was not as promised.
  /// - Throws: `PowerFileSystem.Unavailable`.
  func run() throws -> [String] {
    let findings = Mutex<[String]>([])
    try OwnMounts.run {
      let ground = try FaultGround(situation, in: scratch, stores: Self.presets.map(\.name))
      let trials = try Self.presets.map { preset in
        try FaultTrial(situation, preset, durability, ground.path(preset.name)) { finding in
          findings.withLock { $0.append(finding) }
        }
      }
      // Without durability a power cut may take anything.
      if durability == .none { ground.synchronize() }
      try ground.enter()
      for trial in trials { try trial.meet(tightening: ground) }
      if situation.needsMount { try trials.forEach { try $0.close() } }
      try ground.leave()
      for trial in trials { try trial.goOn() }
      do { try ground.end() } catch { findings.withLock { $0.append("\(error)") } }
    }
    return findings.withLock { $0 }
  }
}
