#if CommandLineTool
internal import FileSessionsComparison

/// What the library is to reach, and whether it did in this run.
package struct PeerGoals {
  let report: PeerReport

  package init(_ report: PeerReport) { self.report = report }

  package var all: [PeerGoal] {
    var goals: [PeerGoal] = []
    for place in report.places {
      goals += loads(place)
      goals += writes(place)
      goals += durable(place)
      goals += contention(place)
      goals += scale(place)
      goals += memory(place)
    }
    return goals
  }

  private func loads(_ place: PeerPlace) -> [PeerGoal] {
    let isHeld = report.heldDescriptors != nil
    let note = isHeld ? "" : " (descriptors are not held)"
    return [
      slower(
        place, "load at most 1.15 times the floor, fstat and pread\(note)", report.reference, "floor-held", .load, 1,
        limit: 1.15),
      faster(place, "load faster than SQLite\(note)", report.reference, "sqlite-off", .load, 1, atLeast: 1),
      report.memory.map {
        faster(place, "load from memory takes at most LMDB's time", $0, "lmdb-nosync", .load, 1, atLeast: 1)
      }
        ?? PeerGoal(
          filesystem: place.filesystem, text: "load from memory takes at most LMDB's time",
          found: "the library cannot do that yet", state: .notMeasured),
    ]
  }

  private func writes(_ place: PeerPlace) -> [PeerGoal] {
    var goals: [PeerGoal] = []
    for operation in [PeerOperation.save, .update] {
      goals.append(
        slower(
          place, "\(operation.title) at most 1.25 times the floor", report.reference, "floor-held", operation, 1,
          limit: 1.25))
      for processes in [1, 2, 4] {
        for peer in ["sqlite-off", "lmdb-nosync"] {
          let text = "\(operation.title) faster than \(report.title(peer)), \(PeerText.processes(processes))"
          goals.append(faster(place, text, report.reference, peer, operation, processes, atLeast: 1))
        }
      }
    }
    return goals + [updatesByTwo(place)]
  }

  private func updatesByTwo(_ place: PeerPlace) -> PeerGoal {
    let text = "updates by 2 processes at least 1.3 times the better of SQLite and LMDB"
    let ratios = ["sqlite-off", "lmdb-nosync"].compactMap { place.ratio(report.reference, to: $0, .update, 2) }
    guard let worst = ratios.min(by: { $0.ratio < $1.ratio }) else { return missing(place, text) }
    return judged(place, text, worst, worst.ratio >= 1.3)
  }

  private func durable(_ place: PeerPlace) -> [PeerGoal] {
    // Where nothing survives a power cut, nothing is paid for it either.
    guard place.filesystem != "tmpfs" else { return [] }
    let own = report.durableReference
    return [
      faster(
        place, "durable save at least 2.5 times fdatasync, rename, fsync(dir)", own, "floor-rename-durable",
        .durableSave, 1, atLeast: 2.5),
      durableSaves(place),
      faster(place, "durable save faster than SQLite", own, "sqlite-full", .durableSave, 1, atLeast: 1),
      faster(place, "durable save faster than LMDB", own, "lmdb-sync", .durableSave, 1, atLeast: 1),
      faster(place, "durable save, 64 at once, faster than SQLite", own, "sqlite-full", .durableSaves, 1, atLeast: 1),
      faster(place, "durable save, 64 at once, faster than LMDB", own, "lmdb-sync", .durableSaves, 1, atLeast: 1),
    ]
  }

  /// Many savers beside one who does it the usual way.
  private func durableSaves(_ place: PeerPlace) -> PeerGoal {
    let text = "64 durable savers do at least 8 times what one does with fdatasync, rename, fsync(dir)"
    guard let many = place.series(report.durableReference, .durableSaves, 1),
      let one = place.series("floor-rename-durable", .durableSave, 1)
    else { return missing(place, text) }
    let ratio = many.median / one.median
    return goal(place, text, "\(Quantity.ratio(ratio)) times", ratio >= 8)
  }

  private func contention(_ place: PeerPlace) -> [PeerGoal] {
    let texts = (
      "contended lock: at least 0.9 times the grants of blocking flock",
      "contended lock: p99 wait at most 1.5 times that of blocking flock",
      "a writer among 8 readers in turn waits less than 10 holds"
    )
    var goals: [PeerGoal] = []
    if let own = place.contention.first(where: { $0.subject == report.reference }),
      let floor = place.contention.first(where: { $0.subject == "flock" })
    {
      let grants = MedianInterval(of: zip(own.grantsPerSecond, floor.grantsPerSecond).map { $0 / $1 }).median
      let waits = MedianInterval(of: zip(own.p99, floor.p99).map { $0 / $1 }).median
      goals.append(goal(place, texts.0, "\(Quantity.ratio(grants)) times", grants >= 0.9))
      goals.append(goal(place, texts.1, "\(Quantity.ratio(waits)) times", waits <= 1.5))
    } else {
      goals += [missing(place, texts.0), missing(place, texts.1)]
    }
    if let own = place.writerAmongReaders.first(where: { $0.subject == report.reference }) {
      let holds = own.max / own.holdMicroseconds
      goals.append(goal(place, texts.2, "at most \(Quantity.ratio(holds)) holds", holds < 10))
    } else {
      goals.append(missing(place, texts.2))
    }
    return goals
  }

  private func scale(_ place: PeerPlace) -> [PeerGoal] {
    guard let scale = place.scale else { return [missing(place, "scale")] }
    let sizes = "\(Grouped(scale.large)) sessions"
    return [
      goal(
        place, "\(sizes): median load at most 1.5 times that of \(Grouped(scale.small))",
        "\(Quantity.ratio(scale.loadRatio)) times", scale.loadRatio <= 1.5),
      goal(
        place, "\(sizes): median save at most 1.5 times that of \(Grouped(scale.small))",
        "\(Quantity.ratio(scale.saveRatio)) times", scale.saveRatio <= 1.5),
      goal(
        place, "\(sizes): a sweep takes at most 1.3 times a bare scan",
        "\(Quantity.ratio(scale.sweepRatio)) times", scale.sweepRatio <= 1.3),
    ]
  }

  private func memory(_ place: PeerPlace) -> [PeerGoal] {
    let text = "resident set flat under load"
    guard let memory = place.memory, let growth = memory.growth else { return [missing(place, text)] }
    let seconds = Int(memory.seconds.last ?? 0)
    // A few pages are noise.
    return [
      goal(place, text, "\(PeerText.kilobytes(growth)) in \(seconds) s", growth < 256 * 1024)
    ]
  }
}

extension PeerGoals {
  private func faster(
    _ place: PeerPlace, _ text: String, _ own: String, _ other: String, _ operation: PeerOperation, _ processes: Int,
    atLeast limit: Double
  ) -> PeerGoal {
    guard let ratio = place.ratio(own, to: other, operation, processes) else { return missing(place, text) }
    return judged(place, text, ratio, limit == 1 ? ratio.verdict == .wins : ratio.ratio >= limit)
  }

  private func slower(
    _ place: PeerPlace, _ text: String, _ own: String, _ floor: String, _ operation: PeerOperation, _ processes: Int,
    limit: Double
  ) -> PeerGoal {
    guard let ratio = place.ratio(own, to: floor, operation, processes) else { return missing(place, text) }
    return goal(
      place, text,
      "\(Quantity.ratio(1 / ratio.ratio)) times (\(Quantity.ratio(1 / ratio.high))–\(Quantity.ratio(1 / ratio.low)))",
      1 / ratio.ratio <= limit)
  }

  private func judged(_ place: PeerPlace, _ text: String, _ ratio: PeerRatio, _ isMet: Bool) -> PeerGoal {
    goal(place, text, "\(PeerText.ratio(ratio)) times as fast", isMet)
  }

  private func goal(_ place: PeerPlace, _ text: String, _ found: String, _ isMet: Bool) -> PeerGoal {
    PeerGoal(filesystem: place.filesystem, text: text, found: found, state: isMet ? .met : .missed)
  }

  private func missing(_ place: PeerPlace, _ text: String) -> PeerGoal {
    PeerGoal(filesystem: place.filesystem, text: text, found: "not measured in this run", state: .notMeasured)
  }
}
#endif
