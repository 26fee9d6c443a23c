internal import FileSessions
internal import Lab

/// Makes up sequences of calls, each from its seed alone.
///
/// Calls are chosen as they would meet: on few names, more often than not by the caller of the last one, and on
/// descriptors that are open. That is known from the simulation, which makes each call as it is chosen.
struct ProgramGenerator {
  private enum Verb {
    case open, close, read, write, truncate, statusOf, statusAt, rename, link, unlink, list, lock, unlock, death
  }

  private static let verbs: [(Verb, weight: Int)] = [
    (.open, 24), (.close, 10), (.read, 6), (.write, 9), (.truncate, 4), (.statusOf, 6), (.statusAt, 5), (.rename, 9),
    (.link, 5), (.unlink, 6), (.list, 3), (.lock, 22), (.unlock, 9), (.death, 2),
  ]
  private static let directory = SimulatedKernel.directory

  private var dice: Dice
  private let clients: Int
  private let names: [EntryName]
  private let ranges: [LockRange]
  private var client = 0
  private var run = SimulatedRun(mutation: nil)

  private init(seed: UInt64) {
    var dice = Dice(seed: seed)
    clients = 2 + dice.below(2)
    let first = dice.below(KernelPool.names.count)
    let count = 2 + dice.below(4)
    names = (0..<count).map { KernelPool.names[(first + $0) % KernelPool.names.count] }
    ranges = dice.isOne(in: 3) ? [.wholeFile] : KernelPool.ranges
    self.dice = dice
  }

  static func program(seed: UInt64) -> KernelProgram {
    var generator = ProgramGenerator(seed: seed)
    let count = 12 + generator.dice.below(29)
    var calls: [KernelCall] = []
    while calls.count < count {
      let call = KernelCall(number: calls.count, client: generator.nextClient(), action: generator.action())
      if generator.run.make(call) { calls.append(call) }
    }
    return KernelProgram(seed: seed, clients: generator.clients, calls: calls)
  }

  private mutating func nextClient() -> Int {
    if dice.isOne(in: 2) { client = dice.below(clients) }
    return client
  }

  private mutating func action() -> KernelCall.Action {
    let handles = run.openHandles(of: client)
    let verb = dice.weighted(Self.verbs)
    if verb == .death { return .death }
    if let request = onNames(verb) { return .request(request) }
    if handles.isEmpty, !dice.isOne(in: 8) { return .request(open()) }
    let descriptor = handles.isEmpty || dice.isOne(in: 40) ? KernelCall.noDescriptor : dice.pick(handles)
    return .request(onDescriptor(verb, descriptor))
  }

  private mutating func onNames(_ verb: Verb) -> SystemRequest? {
    switch verb {
    case .open: open()
    case .statusAt: .statusAt(dice.pick(names), directory: Self.directory)
    case .rename:
      .rename(
        dice.pick(names), to: dice.pick(names), directory: Self.directory, dice.pick([.replace, .noReplace, .exchange]))
    case .link: .link(dice.pick(names), to: dice.pick(names), directory: Self.directory)
    case .unlink: .unlink(dice.pick(names), directory: Self.directory)
    case .list: .list(directory: Self.directory)
    default: nil
    }
  }

  private mutating func open() -> SystemRequest {
    let flags: OpenFlags =
      switch dice.below(20) {
      case 0..<9: [.read, .write, .create]
      case 9..<12: [.read, .write, .exclusiveCreate]
      case 12: OpenFlags(rawValue: CInt(dice.below(128)))
      default: OpenFlags(rawValue: CInt(dice.below(32)))
      }
    return .open(dice.pick(names), directory: Self.directory, flags)
  }

  private mutating func onDescriptor(_ verb: Verb, _ descriptor: CInt) -> SystemRequest {
    switch verb {
    case .close: .close(descriptor)
    case .read: .read(descriptor, count: count(), offset: offset())
    case .write: .write(descriptor, bytes: bytes(), offset: offset())
    case .truncate: .truncate(descriptor, length: offset())
    case .lock: .lock(descriptor, kind(), dice.isOne(in: 2) ? .shared : .exclusive)
    case .unlock: .unlock(descriptor, kind())
    default: .statusOf(dice.isOne(in: 20) ? Self.directory : descriptor)
    }
  }

  private mutating func kind() -> LockKind {
    let range = dice.pick(ranges)
    return LockKind(dice.pick(LockCall.allCases), range)
  }

  /// Small ones for the most part; some beyond the places where the simulation cuts reads and writes in pieces.
  private mutating func count() -> Int { dice.pick([0, 1, 5, 100, dice.below(300), dice.below(300), 2500]) }

  private mutating func offset() -> Int { dice.pick([0, 0, 0, 1, 100, dice.below(300), 2100]) }

  private mutating func bytes() -> [UInt8] {
    let first = UInt8(truncatingIfNeeded: dice.next())
    return (0..<count()).map { first &+ UInt8(truncatingIfNeeded: $0) }
  }
}
