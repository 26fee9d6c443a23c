import FileSessions

/// What a line says to do.
struct Commands {
  private let interceptor = Interceptor()
  private var core: Core?
  private var holding: Holding?

  static func run() async {
    var commands = Commands()
    while let line = readLine() { say(await commands.answer(line)) }
  }

  private mutating func answer(_ line: String) async -> String {
    var arguments = Arguments(line)
    do {
      let verb = try arguments.next()
      if let answer = try await control(verb, &arguments) { return answer }
      guard let core else { throw Malformed(reason: "no store is open") }
      interceptor.expectWaiting()
      return try await perform(verb, &arguments, core)
    } catch {
      return SessionProcess.answer(to: error)
    }
  }

  /// Commands that concern the process.
  private mutating func control(_ verb: String, _ arguments: inout Arguments) async throws -> String? {
    switch verb {
    case "open": core = try openStore(&arguments, interceptor)
    case "release":
      await holding?.release()
      holding = nil
    case "close": await core?.close()
    case "directory": guard Limits.changeDirectory(try arguments.next()) else { return "error directory" }
    case "closed": return Limits.closeStandardError() ? "ok" : "error closed"
    case "open-descriptors": return Limits.openDescriptors(in: try arguments.next())
    case "log":
      Limits.writeToStandardError()
      return "ok"
    case "mapped": return Limits.isMapped(try arguments.next()) ? "ok" : "none"
    case "user": guard Limits.becomeUser(try arguments.number()) else { return "error user" }
    case "descriptors":
      let word = try arguments.next()
      if let count = Int(word) {
        Limits.setDescriptors(count)
      } else {
        Limits.setDescriptors(exhausted: word == "none")
      }
    case "size":
      let word = try arguments.next()
      Limits.setFileSize(word == "any" ? nil : Int(word))
    case "die":
      let calls = try arguments.number()
      interceptor.die(after: calls, tearingWrites: (try? arguments.next()) == "torn")
    case "survived": return interceptor.surviving() ? "ok" : "none"
    default: return nil
    }
    return "ok"
  }

  /// The verbs of the store.
  private mutating func perform(_ verb: String, _ arguments: inout Arguments, _ core: Core) async throws -> String {
    switch verb {
    case "sweep": return try await sweep(core)
    case "forked":
      let (id, expected, next) = (try arguments.id(), try arguments.payload(), try arguments.payload())
      return Forking.run { try core.exchange(id, expecting: expected, for: next) } ? "ok" : "failed"
    case "many": return try core.useMany(try arguments.number())
    case "hold", "share":
      holding = try await Holding.start(core, try arguments.id(), shared: verb == "share")
      return "ok"
    case "turns":
      let (id, first, second) = (try arguments.id(), try arguments.payload(), try arguments.payload())
      try await Holding.saveInTurns(first, second, for: id, core)
      return "ok"
    default: return try await Verbs(core: core).perform(verb, try arguments.id(), &arguments)
    }
  }

  private func sweep(_ core: Core) async throws -> String {
    let report = try await core.sweep()
    return "ok removed=\(report.removed) corrupt=\(report.corrupt) reclaimed=\(report.reclaimed)"
      + " busy=\(report.busy) failed=\(report.failed)"
  }
}
