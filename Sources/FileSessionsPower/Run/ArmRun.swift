internal import FileSessions
internal import Foundation
internal import Lab

/// Everything that one strategy with one durability leaves on one file system, looked at.
///
/// Runs on a thread with mounts of its own.
struct ArmRun {
  let fileSystem: PowerFileSystem
  let arm: Arm
  /// The freshly made file system.
  let base: DiskContent
  let scratch: String
  /// The program and arguments that start a logged disk.
  let command: [String]
  /// Of more images than these some are left out, evenly.
  let limit: Int

  private var mountPoint: String { "\(scratch)/mounted" }
  private var store: String { "\(mountPoint)/files" }

  /// - Parameter visit: is told what was found on each image, and says whether to go on.
  func run(_ visit: (Visit) throws -> Bool) throws -> Totals {
    let (trace, images, totals) = try recorded()
    let examiner = Examiner(arm, trace, directory: store)
    let judge = Judge(arm: arm, trace: trace)
    let chosen = chosen(of: images.images, trace)
    for (number, image) in chosen.enumerated() {
      var seen = Visit(number: number, of: chosen.count)
      do {
        let observation = try examine(images.content(of: image), examiner, number)
        seen.counterexample = counterexample(image, images, observation, judge, trace)
      } catch let unavailable as PowerFileSystem.Unavailable {
        seen.notRun = unavailable.reason + images.tear(in: image)
      }
      guard try visit(seen) else { break }
    }
    return totals
  }

  /// Not more than the limit. Where a fault is planted those come first that may show it: of the moment when a verb
  /// that lacks its sync has just returned.
  private func chosen(of images: [CrashImage], _ trace: Trace) -> [CrashImage] {
    if let fault = arm.fault {
      let returns = trace.events.enumerated().filter {
        $0.element.isReturn && fault.concerns(trace.verb($0.element).name)
      }
      let moments = Set(returns.map { $0.offset + 1 })
      let first = images.filter { !$0.moments.isDisjoint(with: moments) }
      return Array((first + images.filter { $0.moments.isDisjoint(with: moments) }).prefix(limit))
    }
    guard images.count > limit else { return images }
    return (0..<limit).map { images[$0 * images.count / limit] }
  }

  /// One image was looked at.
  struct Visit {
    var number: Int
    var of: Int
    var notRun: String?
    var counterexample: PowerReport.Counterexample?
  }

  /// What the images come from.
  struct Totals {
    var verbs = 0
    var writes = 0
    var flushes = 0
  }

  private func recorded() throws -> (Trace, CrashImages, Totals) {
    let backing = "\(scratch)/backing"
    try base.store(to: backing)
    let disk = try LoggedDisk(command, backing: backing, in: scratch)
    defer { disk.close() }
    let mounted = try MountedDisk(fileSystem, disk.file, at: mountPoint)
    let trace: Trace, first: Int, last: Int
    do {
      try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: false)
      guard unsafe chmod(store, 0o700) == 0 else { throw LabFailure.environment("\(store) cannot be made") }
      mounted.synchronize()
      first = disk.log.mark
      trace = try Driver(arm, directory: store, log: disk.log).run()
      mounted.synchronize()
      last = disk.log.mark
    } catch {
      try? mounted.unmount()
      throw error
    }
    try mounted.unmount()
    let entries = try disk.log.entries().filter { $0.end <= last }
    var totals = Totals(verbs: trace.events.count / 2)
    for (entry, end) in entries where end > first {
      if case .flush = entry { totals.flushes += 1 } else { totals.writes += 1 }
    }
    return (trace, CrashImages(entries, base: base, from: first, events: trace.events.map(\.mark)), totals)
  }

  private func examine(_ content: DiskContent, _ examiner: Examiner, _ turn: Int) throws -> Observation {
    let file = "\(scratch)/image"
    try content.store(to: file)
    let mounted = try MountedDisk(fileSystem, file, at: mountPoint)
    let observation = examiner.examine(turn)
    try mounted.unmount()
    return observation
  }

  private func counterexample(
    _ image: CrashImage, _ images: CrashImages, _ observation: Observation, _ judge: Judge, _ trace: Trace
  ) -> PowerReport.Counterexample? {
    for moment in image.moments.sorted() {
      guard let finding = judge.judge(observation, at: moment) else { continue }
      return PowerReport.Counterexample(
        kind: finding.kind.rawValue, found: finding.words, verb: trace.words(at: moment),
        point: images.place(of: image),
        kept: images.kept(in: image), dropped: images.dropped(in: image))
    }
    return nil
  }
}
