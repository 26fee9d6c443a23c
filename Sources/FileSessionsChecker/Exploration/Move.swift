/// What happens next in a schedule.
enum Move: Hashable, Sendable {
  /// A client makes its next step.
  case step(Int)
  /// A client's process is killed.
  case kill(Int)
  /// A client's next call fails.
  case fail(Int, Fault)
  /// A client that waits is cancelled, or its time is over.
  case giveUp(Int)
  /// The clock moves to the scenario's next time.
  case tick
  /// The power fails, and the disk has this of the images that it may have.
  case powerCut(Int)

  var number: UInt8 {
    switch self {
    case .step(let client): UInt8(client)
    case .kill(let client): 0x80 | UInt8(client)
    case .giveUp(let client): 0x20 | UInt8(client)
    case .tick: 0x10
    case .powerCut: preconditionFailure("no state comes after a power cut")
    case .fail(let client, let fault): 0x40 | fault.rawValue << 3 | UInt8(client)
    }
  }

  /// Whose move it is; `nil` for what happens to all.
  var client: Int? {
    switch self {
    case .step(let client), .kill(let client), .fail(let client, _), .giveUp(let client): client
    case .tick, .powerCut: nil
    }
  }

  init(number: UInt8) {
    let client = Int(number & 7)
    if number & 0x80 != 0 {
      self = .kill(client)
    } else if number & 0x40 != 0, let fault = Fault(rawValue: number >> 3 & 7) {
      self = .fail(client, fault)
    } else if number & 0x20 != 0 {
      self = .giveUp(client)
    } else if number & 0x10 != 0 {
      self = .tick
    } else {
      self = .step(client)
    }
  }
}

/// How a call fails although nobody is to blame.
enum Fault: UInt8, Hashable, Sendable, CaseIterable {
  /// `EINTR`.
  case interrupted
  /// `ENOSPC`. What a sync was to carry stays where it is: a later one may carry it.
  case noSpace
  /// `EIO`; of a close, after the descriptor is gone. What a sync of a file was to carry is lost for good, since Linux
  /// takes the pages for written (https://wiki.postgresql.org/wiki/Fsync_Errors).
  case inputOutput
  /// Half of the bytes are written.
  case shortWrite

  func concerns(_ step: Step) -> Bool {
    switch self {
    case .interrupted: [.open, .read, .write, .lock].contains(step.verb)
    case .noSpace: [.write, .synchronize].contains(step.verb) || step.verb == .open && step.creates
    case .inputOutput:
      [.open, .close, .read, .write, .truncate, .statusOf, .statusAt, .rename, .unlink, .synchronize]
        .contains(step.verb)
    case .shortWrite: step.verb == .write && step.count > 1
    }
  }
}
