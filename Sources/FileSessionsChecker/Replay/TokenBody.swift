internal import FileSessions

/// A token's content in bytes.
///
/// | bytes | what |
/// |---|---|
/// | 1, then that many | the strategy's text |
/// | 1 | what the scenario begins from (upper four bits), how its clients run (two bits), kills (the rest) |
/// | 1 | failing calls (upper half), callers who give up |
/// | 1 | what is kept in memory (upper half), and in how many pieces a record is read and written |
/// | 1 | the file system (upper half, from 1) and the durability, where the power may fail; else 0 |
/// | 1 | how many times the clock has; for each of them |
/// | 2 | seconds |
/// | 1 | how many clients; for each of them |
/// | 1, then that many | its verbs, by their place in `Verb.allCases` |
/// | 2 | how many moves |
/// | 1 for each | the moves, as `Move.number` has them; 255 for a power cut, with two more bytes for the image |
struct TokenBody {
  private var rest: ArraySlice<UInt8>

  // MARK: - Writing

  static func bytes(_ token: Token) -> [UInt8] {
    let (scenario, moves) = (token.scenario, token.moves)
    let strategy = Array((token.strategy.presetName ?? token.strategy.description).utf8)
    var bytes = [UInt8(strategy.count)] + strategy
    let beginning = place(of: scenario.beginning, in: Scenario.Beginning.allCases)
    bytes.append(beginning << 4 | bits(of: scenario.clients) << 2 | UInt8(scenario.kills))
    bytes += extras(of: scenario)
    bytes.append(UInt8(scenario.programs.count))
    for program in scenario.programs {
      bytes.append(UInt8(program.count))
      bytes += program.map { place(of: $0, in: Operation.Verb.allCases) }
    }
    bytes += two(moves.count)
    for move in moves {
      if case .powerCut(let image) = move { bytes += [powerCut] + two(image) } else { bytes.append(move.number) }
    }
    return bytes
  }

  private static let powerCut: UInt8 = 0xff

  private static func extras(of scenario: Scenario) -> [UInt8] {
    let fileSystem = scenario.powerCut.map {
      place(of: $0.fileSystem, in: FileSessionStore.FileSystemModel.allCases) + 1
    }
    return [
      UInt8(scenario.faults) << 4 | UInt8(scenario.giveUps),
      place(of: scenario.memory, in: Scenario.Memory.allCases) << 4 | place(of: scenario.cuts, in: Cuts.allCases),
      (fileSystem ?? 0) << 4 | (scenario.powerCut?.durability.rawValue ?? 0), UInt8(scenario.times.count),
    ] + scenario.times.flatMap { two(Int(UInt16(bitPattern: Int16($0)))) }
  }

  private static func two(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }

  private static func place<Value: Equatable>(of value: Value, in all: [Value]) -> UInt8 {
    UInt8(all.firstIndex(of: value) ?? 0)
  }

  /// As they were written first, when there were but two.
  private static func bits(of clients: Scenario.Clients) -> UInt8 {
    switch clients {
    case .processes: 0
    case .mixed: 1
    case .threads: 2
    }
  }

  // MARK: - Reading

  static func token(_ bytes: [UInt8]) throws(TokenError) -> Token {
    var body = TokenBody(rest: bytes[...])
    let strategy = try body.strategy()
    let scenario = try body.scenario()
    let moves = try body.moves(of: scenario)
    guard body.rest.isEmpty else { throw .content("something follows its last move") }
    return Token(strategy, scenario, moves)
  }

  private mutating func next() throws(TokenError) -> UInt8 {
    guard let byte = rest.popFirst() else { throw .content("it ends too early") }
    return byte
  }

  private mutating func strategy() throws(TokenError) -> FileSessionStore.Strategy {
    let count = Int(try next())
    let text = String(decoding: rest.prefix(count), as: UTF8.self)
    rest = rest.dropFirst(count)
    do { return try FileSessionStore.Strategy(text) } catch { throw .strategy("\(error)") }
  }

  private mutating func scenario() throws(TokenError) -> Scenario {
    let first = try next()
    let beginnings = Scenario.Beginning.allCases
    guard first >> 4 < beginnings.count else { throw .content("it begins from nothing that is known") }
    var scenario = Scenario(beginning: beginnings[Int(first >> 4)], programs: [])
    guard let clients = Scenario.Clients.allCases.first(where: { Self.bits(of: $0) == first >> 2 & 3 }) else {
      throw .content("its clients run in no way that is known")
    }
    scenario.clients = clients
    scenario.kills = Int(first & 3)
    try extras(&scenario)
    let count = Int(try next())
    guard (1..<KernelState.clientLimit).contains(count) else { throw .content("it has \(count) clients") }
    for _ in 0..<count { scenario.programs.append(try program()) }
    return scenario
  }

  private mutating func program() throws(TokenError) -> [Operation.Verb] {
    let (count, verbs) = (Int(try next()), Operation.Verb.allCases)
    guard (1...KernelState.operationLimit).contains(count) else { throw .content("a client has \(count) operations") }
    var program: [Operation.Verb] = []
    for _ in 0..<count {
      let verb = Int(try next())
      guard verb < verbs.count else { throw .content("there is no operation \(verb)") }
      program.append(verbs[verb])
    }
    return program
  }

  private mutating func extras(_ scenario: inout Scenario) throws(TokenError) {
    let mishaps = try next()
    (scenario.faults, scenario.giveUps) = (Int(mishaps >> 4), Int(mishaps & 15))
    let manner = try next()
    scenario.memory = try Self.value(manner >> 4, of: Scenario.Memory.allCases)
    scenario.cuts = try Self.value(manner & 15, of: Cuts.allCases)
    let cut = try next()
    if cut != 0 {
      guard let durability = FileSessionStore.Durability(rawValue: cut & 15), cut >> 4 > 0 else {
        throw .content("the power fails in no way that is known")
      }
      let fileSystem = try Self.value((cut >> 4) - 1, of: FileSessionStore.FileSystemModel.allCases)
      scenario.powerCut = PowerCut(fileSystem: fileSystem, durability: durability)
    }
    let count = Int(try next())
    guard (1..<16).contains(count) else { throw .content("its clock has \(count) times") }
    scenario.times = []
    for _ in 0..<count { scenario.times.append(Int(Int16(bitPattern: UInt16(try two())))) }
  }

  private static func value<Value>(_ place: UInt8, of all: [Value]) throws(TokenError) -> Value {
    guard Int(place) < all.count else { throw .content("it says something that is not known") }
    return all[Int(place)]
  }

  private mutating func two() throws(TokenError) -> Int { Int(try next()) << 8 | Int(try next()) }

  private mutating func moves(of scenario: Scenario) throws(TokenError) -> [Move] {
    let count = try two()
    var moves: [Move] = []
    for _ in 0..<count {
      let number = try next()
      moves.append(number == Self.powerCut ? .powerCut(try two()) : try move(number, scenario))
    }
    return moves
  }

  private func move(_ number: UInt8, _ scenario: Scenario) throws(TokenError) -> Move {
    let move = Move(number: number)
    guard move.number == number else { throw .content("a move is none that is known") }
    if let client = move.client, client >= scenario.programs.count {
      throw .content("a move is of a client that is not there")
    }
    return move
  }
}
