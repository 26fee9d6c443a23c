internal import FileSessions
internal import Foundation
internal import Lab

/// The process that looks at one file system. It tells what it does and finds, a line of JSON each, and ends with its
/// input.
package enum PowerWorker {
  struct Message: Codable {
    var progress: String?
    var images = 0
    var report: PowerReport.FileSystemReport?
  }

  /// - Parameters:
  ///   - disk: the program and arguments that start a logged disk.
  ///   - scratch: a folder of its own.
  package static func serve(_ fileSystem: PowerFileSystem, _ plan: PowerPlan, disk: [String], in scratch: String) throws
  {
    endWithInput()
    let start = ContinuousClock.now
    var report = PowerReport.FileSystemReport(fileSystem)
    do { report = try look(fileSystem, plan, disk, scratch) } catch let unavailable as PowerFileSystem.Unavailable {
      report.notRun = unavailable.reason
    }
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    try say(Message(report: report))
  }

  /// When its input ends nobody wants its results. The disk goes first: no work is left that waits for it.
  private static func endWithInput() {
    Thread.detachNewThread {
      while !Descriptor.read(STDIN_FILENO, atMost: 4096).isEmpty {}
      LoggedDisk.end()
      _exit(0)
    }
  }

  private static func look(
    _ fileSystem: PowerFileSystem, _ plan: PowerPlan, _ disk: [String], _ scratch: String
  ) throws -> PowerReport.FileSystemReport {
    let box = Box(PowerReport.FileSystemReport(fileSystem))
    try fileSystem.make(at: "\(scratch)/base")
    try FileManager.default.createDirectory(atPath: "\(scratch)/mounted", withIntermediateDirectories: false)
    try OwnMounts.run {
      let base = try DiskContent(path: "\(scratch)/base")
      func armRun(_ arm: Arm) -> ArmRun {
        ArmRun(
          fileSystem: fileSystem, arm: arm, base: base, scratch: scratch, command: disk,
          limit: arm.fault == nil ? plan.limit : plan.faultLimit)
      }
      for arm in plan.arms {
        let runs = plan.byteCounts.map { count in
          var arm = arm
          arm.byteCount = count
          return armRun(arm)
        }
        try box.value.rows.append(row(arm, runs))
      }
      for arm in plan.faults { try box.value.faults.append(fault(armRun(arm))) }
    }
    return box.value
  }

  private static func row(_ arm: Arm, _ runs: [ArmRun]) throws -> PowerReport.Row {
    var row = PowerReport.Row(strategy: arm.name, durability: "\(arm.durability)")
    for run in runs {
      let totals = try run.run { visit in
        row.images += 1
        if let reason = visit.notRun { row.notRun[reason, default: 0] += 1 } else { row.mounted += 1 }
        if let found = visit.counterexample { row.note(found) }
        try tell(run, visit)
        return true
      }
      row.verbs += totals.verbs
      row.writes += totals.writes
      row.flushes += totals.flushes
    }
    return row
  }

  private static func fault(_ run: ArmRun) throws -> PowerReport.Fault {
    guard let planted = run.arm.fault else { throw LabFailure.environment("no fault is planted") }
    var fault = PowerReport.Fault(fault: planted, strategy: run.arm.name)
    _ = try run.run { visit in
      fault.images += 1
      fault.counterexample = visit.counterexample
      try tell(run, visit)
      return visit.counterexample == nil
    }
    fault.isCaught = fault.counterexample != nil
    if !fault.isCaught { fault.masked = planted.masked(on: run.fileSystem, run.arm.strategy) }
    return fault
  }

  private static func tell(_ run: ArmRun, _ visit: ArmRun.Visit) throws {
    let words = run.arm.fault?.rawValue ?? "\(run.arm.durability)"
    try say(
      Message(
        progress:
          "\(run.fileSystem) \(run.arm.name), \(words), \(run.arm.byteCount) bytes: \(visit.number + 1) of \(visit.of)",
        images: 1))
  }

  private static func say(_ message: Message) throws {
    _ = Descriptor.write(line: try JSONEncoder().encode(message), to: STDOUT_FILENO)
  }

  /// What the thread of the mounts fills, while this one waits for it.
  private final class Box: @unchecked Sendable {
    // @unchecked: one thread at a time has it.
    var value: PowerReport.FileSystemReport

    init(_ value: PowerReport.FileSystemReport) { self.value = value }
  }
}

extension PowerReport.Row {
  fileprivate mutating func note(_ found: PowerReport.Counterexample) {
    if !counterexamples.contains(where: { $0.kind == found.kind }) { counterexamples.append(found) }
    switch PowerFinding.Kind(rawValue: found.kind) {
    case .lost: lost += 1
    case .torn: torn += 1
    case .revived: revived += 1
    case .unusable, nil: unusable += 1
    }
  }
}
