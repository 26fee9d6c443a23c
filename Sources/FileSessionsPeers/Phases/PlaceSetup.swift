internal import Foundation
internal import Lab

/// Makes every subject's store on one file system, fills it, and opens it in every process.
struct PlaceSetup {
  /// One more than contend: it writes while they read.
  private static var processes: Int { 5 }

  struct Result {
    var placed: [PlacedSubject] = []
    var workers: [WorkerProcess] = []
    var servers: [RedisServer] = []
    var notRun: [PeerReport.NotRun] = []
    var versions: [String: String] = [:]
  }

  let plan: PeersPlan
  let workplace: Workplace
  let interpreters: Interpreters
  let folder: String
  let show: (String) -> Void

  func run() async throws -> Result {
    var result = Result()
    result.workers = try (0..<Self.processes).map { number in
      try workplace.start("worker \(number)", Executable.path, WorkerRequest.workerArguments)
    }
    result.versions = try await result.workers[0].ask(WorkerRequest(.versions)).texts ?? [:]
    for entry in LibraryCatalogue.entries {
      try await add(entry.subject, result.workers, directory: "\(folder)/\(entry.subject.name)", to: &result)
    }
    for entry in ForeignCatalogue.entries {
      if entry.needsRedis {
        try await addRedis(entry.subject, to: &result)
      } else {
        try await add(entry.subject, result.workers, directory: try made(entry.subject), to: &result)
      }
    }
    try await addPHP(to: &result)
    try await addDjango(to: &result)
    return result
  }

  /// The first process makes the store and fills it; then the others open it too.
  private func add(
    _ subject: PeerSubject, _ team: [WorkerProcess], directory: String, to result: inout Result
  ) async throws {
    show("\(subject.title): \(Grouped(plan.sessions)) sessions are made")
    let placed = PlacedSubject(subject: subject, team: team, directory: directory)
    _ = try await team[0].ask(placed.request(.open, plan))
    _ = try await team[0].ask(placed.request(.populate, plan))
    for worker in team.dropFirst() { _ = try await worker.ask(placed.request(.open, plan)) }
    result.placed.append(placed)
  }

  private func made(_ subject: PeerSubject) throws -> String {
    let path = "\(folder)/\(subject.name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    return path
  }

  private func addRedis(_ subject: PeerSubject, to result: inout Result) async throws {
    guard let executable = interpreters.redis else {
      result.notRun.append(.init(subject: subject.title, reason: "redis-server is not installed"))
      return
    }
    let data = try made(subject)
    let server = try RedisServer(workplace, executable: executable, data: subject.isDurable ? data : nil)
    result.servers.append(server)
    result.versions["Redis"] = try await server.ready()
    try await add(subject, result.workers, directory: server.socket, to: &result)
  }

  private func addPHP(to result: inout Result) async throws {
    let subject = PeerSubject("php", "PHP, files handler", .peer)
    guard let executable = interpreters.php else {
      result.notRun.append(.init(subject: subject.title, reason: "php is not installed"))
      return
    }
    try await addScript(subject, executable, interpreters.phpArguments, to: &result)
  }

  private func addDjango(to result: inout Result) async throws {
    let subject = PeerSubject("django", "Django, file backend", .peer, updatesAreAtomic: false)
    guard interpreters.hasPython else {
      result.notRun.append(.init(subject: subject.title, reason: "there is no Python with Django"))
      return
    }
    try await addScript(subject, interpreters.python, interpreters.pythonArguments, to: &result)
  }

  private func addScript(
    _ subject: PeerSubject, _ executable: String, _ arguments: [String], to result: inout Result
  ) async throws {
    let team = try (0..<(plan.processes.max() ?? 1)).map { number in
      try workplace.start("\(subject.title), process \(number),", executable, arguments)
    }
    do {
      result.versions.merge(try await team[0].ask(WorkerRequest(.versions)).texts ?? [:]) { $1 }
    } catch {
      try Task.checkCancellation()
      workplace.end(team)
      result.notRun.append(.init(subject: subject.title, reason: "\(error)"))
      return
    }
    try await add(subject, team, directory: try made(subject), to: &result)
  }
}
