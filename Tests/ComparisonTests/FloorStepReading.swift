import FileSessions

@testable import FileSessionsComparison

/// What a floor has to do for a recording: the same translation once more, written from the other end, so that a test
/// can hold the two against each other.
enum FloorStepReading {
  static func steps(of events: [SystemEvent]) -> [FloorStep] {
    var steps: [FloorStep] = []
    var openers: [CInt: Int] = [:]
    for event in events {
      guard let step = step(of: event, openers) else { continue }
      switch (event.request, event.result) {
      case (.open, .number(let file)) where file >= 0, (.heldDescriptor, .number(let file)) where file >= 0:
        openers[CInt(file)] = steps.count
      default: break
      }
      steps.append(step)
    }
    return steps
  }

  /// Names that are drawn by lot, and what is written, differ from one recording to the next.
  static func shape(of steps: [FloorStep]) -> [FloorStep] {
    steps.map { step in
      var step = step
      step.bytes = []
      if isDrawn(step.name) { step.name = "drawn" }
      if isDrawn(step.newName) { step.newName = "drawn" }
      return step
    }
  }

  private static func isDrawn(_ name: String) -> Bool {
    if case .unique = EntryName(Array(name.utf8).span) { true } else { false }
  }

  private static func step(of event: SystemEvent, _ openers: [CInt: Int]) -> FloorStep? {
    let answer =
      switch event.result {
      case .number(let number): number
      case .bytes(_, let result): result
      case .status(let status): Int(status.result)
      default: 0
      }
    func on(_ file: CInt, _ kind: String, flags: Int = 0, count: Int = 0, offset: Int = 0) -> FloorStep {
      FloorStep(kind, flags: flags, opener: openers[file] ?? -1, count: count, offset: offset, answer: answer)
    }
    func lock(_ file: CInt, _ kind: LockKind, flags: Int) -> FloorStep {
      on(file, kind.call.traits.word, flags: flags, count: Int(kind.range.length), offset: Int(kind.range.start))
    }
    switch event.request {
    case .open(let name, _, let flags):
      return FloorStep("openat", flags: Self.flags(flags), name: "\(name)", answer: min(0, answer))
    case .heldDescriptor(let digest) where answer >= 0: return FloorStep("held", name: "\(EntryName.session(digest))")
    case .close(let file): return on(file, "close")
    case .read(let file, let count, let offset): return on(file, "pread", count: count, offset: offset)
    case .write(let file, let bytes, let offset):
      var step = on(file, "pwrite", count: bytes.count, offset: offset)
      step.bytes = bytes
      return step
    case .truncate(let file, let length): return on(file, "ftruncate", count: length)
    case .synchronize(let file, let depth): return on(file, depth == .data ? "fdatasync" : "fsync")
    case .statusOf(let file): return on(file, "fstat")
    case .statusAt(let name, _): return FloorStep("fstatat", name: "\(name)", answer: answer)
    case .rename(let from, let to, _, let mode):
      let how = [RenameMode.replace, .noReplace, .exchange].firstIndex(of: mode) ?? -1
      return FloorStep("renameat", flags: how, name: "\(from)", newName: "\(to)", answer: answer)
    case .link(let from, let to, _): return FloorStep("linkat", name: "\(from)", newName: "\(to)", answer: answer)
    case .unlink(let name, _): return FloorStep("unlinkat", name: "\(name)", answer: answer)
    case .lock(let file, let kind, let mode): return lock(file, kind, flags: mode == .exclusive ? 1 : 0)
    case .unlock(let file, let kind): return lock(file, kind, flags: 2)
    case .now, .random, .forkCount, .heldDescriptor, .keep, .changeCounter, .note, .readCache, .writeCache,
      .requestLocalLock,
      .releaseLocalLock:
      return nil
    case .list, .holder: return FloorStep("not to be repeated")
    }
  }

  private static func flags(_ flags: OpenFlags) -> Int {
    let bits: [(OpenFlags, Int)] = [(.read, 1), (.write, 2), (.create, 4), (.exclusiveCreate, 8), (.truncate, 16)]
    return bits.reduce(0) { flags.contains($1.0) ? $0 | $1.1 : $0 }
  }
}
