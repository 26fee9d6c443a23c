import FileSessions

/// The verbs that concern one session.
struct Verbs {
  let core: Core

  func perform(_ verb: String, _ id: SessionID, _ arguments: inout Arguments) async throws -> String {
    switch verb {
    case "create": _ = try await core.create(try arguments.payload(), as: id, lifetime: nil)
    case "load":
      guard let session = try await core.load(id) else { return "none" }
      return "ok \(String(decoding: session.payload, as: UTF8.self))"
    case "save": _ = try await core.save(try arguments.payload(), for: id, ifVersion: nil, lifetime: nil)
    case "put": _ = try await core.put(try arguments.payload(), for: id, lifetime: nil)
    case "append": try await append(id, try arguments.payload())
    case "appendTwice": try await appendTwice(id, try arguments.payload())
    case "read":
      let payload = try await core.withSharedLock(id, timeout: nil) { $0.snapshot?.payload ?? [] }
      return "ok \(String(decoding: payload, as: UTF8.self))"
    case "touch": try await core.touch(id)
    case "delete": try await core.delete(id)
    case "rotate": return "ok cookie:\(try await core.rotate(id, grace: .seconds(10), oldID: .frozen).text)"
    case "hammer": try await hammer(id, try arguments.next(), tasks: try arguments.number(), try arguments.number())
    case "churn": try await churn(id, try arguments.next())
    case "race": return try await race(id, try arguments.next(), try arguments.number())
    default: throw Malformed(reason: "there is no verb \(verb)")
    }
    return "ok"
  }

  private func append(_ id: SessionID, _ mark: [UInt8]) async throws {
    try await core.update(id) { $0.payload += mark }
  }

  /// Two saves under one lock.
  private func appendTwice(_ id: SessionID, _ mark: [UInt8]) async throws {
    try await core.withLock(id, timeout: nil) { session in
      let payload = session.snapshot?.payload ?? []
      _ = try await session.save(payload + mark)
      _ = try await session.save(payload + mark + mark)
    }
  }

  /// Appends marks from several tasks at once: `prefix.task.number;`.
  private func hammer(_ id: SessionID, _ prefix: String, tasks: Int, _ count: Int) async throws {
    let running = (0..<tasks).map { task in
      Task { try await appendRow(id, "\(prefix).\(task)", count) }
    }
    for task in running { try await task.value }
  }

  private func appendRow(_ id: SessionID, _ name: String, _ count: Int) async throws {
    for number in 0..<count { try await append(id, Array("\(name).\(number);".utf8)) }
  }

  /// Appends marks until the process is killed, and says each that was acknowledged. From time to time the session
  /// outgrows its file and shrinks again.
  private func churn(_ id: SessionID, _ prefix: String) async throws {
    var number = 0
    while !Task.isCancelled {
      let mark = "\(prefix).\(number)"
      let filler = [UInt8](repeating: UInt8(ascii: "#"), count: number % 3 == 0 ? 0 : number * 997 % 20_000)
      try await core.update(id) { $0.payload = Self.marks($0.payload) + Array("\(mark);".utf8) + filler }
      say("mark \(mark)")
      number += 1
    }
  }

  private static func marks(_ payload: [UInt8]) -> [UInt8] { Array(payload.prefix { $0 != UInt8(ascii: "#") }) }

  /// Creates and deletes one id again and again; answers how often each succeeded.
  private func race(_ id: SessionID, _ payload: String, _ count: Int) async throws -> String {
    var created = 0
    for _ in 0..<count {
      if try await creates(id, payload) { created += 1 } else { try await core.delete(id) }
    }
    return "ok \(created)"
  }

  /// Whether the session is made; `false` where it exists.
  private func creates(_ id: SessionID, _ payload: String) async throws -> Bool {
    let failure: SessionError
    do {
      _ = try await core.create(Array(payload.utf8), as: id, lifetime: nil)
      return true
    } catch {
      failure = error
    }
    guard failure.code == .duplicate else { throw failure }
    return false
  }
}
