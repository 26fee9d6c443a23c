internal import FileSessions

/// A token's content in bytes.
///
/// | bytes | what |
/// |---|---|
/// | 1, then that many | the strategy's text |
/// | 1 | what the scenario begins from (upper four bits), how its clients run (two bits), kills (the rest) |
/// | 1 | how many clients; for each of them |
/// | 1, then that many | its verbs, by their place in `Verb.allCases` |
/// | 2 | how many moves |
/// | one for two | the moves, the first in the upper half: the client, and 8 for a kill |
struct TokenBody {
  private var rest: ArraySlice<UInt8>

  // MARK: - Writing

  static func bytes(_ token: Token) -> [UInt8] {
    let (scenario, moves) = (token.scenario, token.moves)
    let strategy = Array((token.strategy.presetName ?? token.strategy.description).utf8)
    var bytes = [UInt8(strategy.count)] + strategy
    let beginning = place(of: scenario.beginning, in: Scenario.Beginning.allCases)
    bytes.append(beginning << 4 | bits(of: scenario.clients) << 2 | UInt8(scenario.kills))
    bytes.append(UInt8(scenario.programs.count))
    for program in scenario.programs {
      bytes.append(UInt8(program.count))
      bytes += program.map { place(of: $0, in: Operation.Verb.allCases) }
    }
    bytes += [UInt8(moves.count >> 8), UInt8(moves.count & 0xff)]
    for index in stride(from: 0, to: moves.count, by: 2) {
      let second = index + 1 < moves.count ? half(moves[index + 1]) : 0
      bytes.append(half(moves[index]) << 4 | second)
    }
    return bytes
  }

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

  private static func half(_ move: Move) -> UInt8 {
    switch move {
    case .step(let client): UInt8(client)
    case .kill(let client): 8 | UInt8(client)
    // Only what can be replayed gets a token.
    case .fail(let client, _), .giveUp(let client): UInt8(client)
    case .tick, .powerCut: 0
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
    let count = Int(try next())
    guard (1..<KernelState.clientLimit).contains(count) else { throw .content("it has \(count) clients") }
    var scenario = Scenario(beginning: beginnings[Int(first >> 4)], programs: [])
    guard let clients = Scenario.Clients.allCases.first(where: { Self.bits(of: $0) == first >> 2 & 3 }) else {
      throw .content("its clients run in no way that is known")
    }
    scenario.clients = clients
    scenario.kills = Int(first & 3)
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

  private mutating func moves(of scenario: Scenario) throws(TokenError) -> [Move] {
    let count = Int(try next()) << 8 | Int(try next())
    var moves: [Move] = []
    while moves.count < count {
      let byte = try next()
      moves.append(try move(byte >> 4, scenario))
      if moves.count < count { moves.append(try move(byte & 15, scenario)) }
    }
    return moves
  }

  private func move(_ half: UInt8, _ scenario: Scenario) throws(TokenError) -> Move {
    let client = Int(half & 7)
    guard client < scenario.programs.count else { throw .content("a move is of a client that is not there") }
    return half & 8 == 0 ? .step(client) : .kill(client)
  }
}
