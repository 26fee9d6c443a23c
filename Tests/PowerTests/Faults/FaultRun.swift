import FileSessions
import Foundation
import Lab
import Synchronization

@testable import FileSessionsPower

/// One situation, met by every verb of every subject.
struct FaultRun: Sendable {
  let situation: Situation
  let durability: FileSessionStore.Durability
  let scratch: String

  /// Every sound preset, and the preferred one with loads from memory, where the file system has what that needs: what
  /// is mapped must not kill the process.
  private var subjects: [FaultSubject] {
    let presets = FileSessionStore.Strategy.presets.filter(\.strategy.isSound)
    let plain = presets.map { FaultSubject(name: $0.name, strategy: $0.strategy, durability: durability) }
    guard situation.fileSystemType.hasStableMappings else { return plain }
    return plain + [FaultSubject(name: "remembered", strategy: .slots, durability: durability, readCache: .on)]
  }

  /// - Returns: what was not as promised.
  /// - Throws: `PowerFileSystem.Unavailable`.
  func run() throws -> [String] {
    let findings = Mutex<[String]>([])
    try OwnMounts.run {
      let ground = try FaultGround(situation, in: scratch, stores: subjects.map(\.name))
      let trials = try subjects.map { subject in
        try FaultTrial(situation, subject, ground.path(subject.name)) { finding in
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

/// A store that meets a situation.
struct FaultSubject {
  let name: String
  let strategy: FileSessionStore.Strategy
  let durability: FileSessionStore.Durability
  var readCache = FileSessionStore.ReadCache.off

  func configuration(_ clock: SteppedClock) -> FileSessionStore.Configuration {
    var configuration = Arm(strategy: strategy, durability: durability).configuration(clock.clock)
    configuration.readCache = readCache
    return configuration
  }
}
